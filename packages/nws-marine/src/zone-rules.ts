/** Minutes east of UTC at an instant. */
export type OffsetAt = (instant: number) => number

// On its first use Intl loads a whole locale: 14 ms and 8 MB in Node, where Temporal takes 1 ms and 2 MB. Some platforms (Workers,
// Node before 26, some browsers) have only Intl.

/** The offset of an IANA zone at an instant, as the platform knows it. Throws a RangeError for an unknown zone. */
export function zoneRules(timeZone: string): OffsetAt {
  return typeof Temporal === 'undefined' ? rulesOfIntl(timeZone) : rulesOfTemporal(timeZone)
}

/** `zoneRules` by Temporal. */
export function rulesOfTemporal(timeZone: string): OffsetAt {
  const offsetAt: OffsetAt = (instant) => {
    const { offsetNanoseconds } = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone)
    return Math.trunc(offsetNanoseconds / 60e9)
  }
  // Throws here, not later, if the zone is unknown.
  offsetAt(0)
  return offsetAt
}

/** `zoneRules` by Intl. */
export function rulesOfIntl(timeZone: string): OffsetAt {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
  return (instant) => {
    const name = format.formatToParts(instant).find((part) => part.type === 'timeZoneName')?.value
    const [, sign, hours, minutes] = /^GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(name ?? '') ?? []
    const size = Number(hours ?? 0) * 60 + Number(minutes ?? 0)
    return sign === '-' ? -size : size
  }
}
