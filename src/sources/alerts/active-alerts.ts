import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { defineEndpoint } from '../../pipeline/endpoint.ts'
import { isoInstant } from '../iso-instant.ts'
import type { Items } from '../items.ts'
import { explainRefusal } from '../nws-api.ts'
import { checked, noneOf, parseJson, readEach } from '../read-json.ts'
import { requestUrl } from '../request-url.ts'
import { Feature, type Properties } from './geojson-feature.ts'
import { marineZones } from './marine-zones.ts'
import type { Alert } from './schema.ts'
import type { Settings } from './settings.ts'
import { supersededIn } from './superseded.ts'

/** The zones of one request, and its time. */
export interface ActiveQuery {
  zones: readonly string[]
  /** Epoch ms; alerts that have ended by then are omitted. */
  now: number
}

const Collection = z.object({ features: z.array(z.unknown()) })

/**
 * Requests the active alerts of several zones at once. Returns the alerts of each zone in the upstream's order; a zone without any
 * has an empty list. Cancellations, tests, ended and superseded messages are omitted. An unreadable alert is counted for the
 * zones that it names, or for all zones if it names none.
 */
export const activeAlerts = defineEndpoint<ActiveQuery, Map<string, Items<Alert>>, Settings>({
  name: 'alerts/nws-api',
  provider: 'nws-api',
  accept: 'json',
  describe: ({ zones }, { NWS_API_URL }) => ({
    // No other parameters: the API answers unknown ones with 400.
    url: requestUrl(NWS_API_URL, '/alerts/active', { zone: zones.join(',') }),
    headers: { accept: 'application/geo+json' },
  }),
  decode(body, { zones, now }) {
    const { features } = checked(Collection, parseJson(body), 'a collection of alerts')
    const { items, skipped } = readEach(Feature, features, 'an alert')
    const byZone = new Map(zones.map((zone): [string, Items<Alert>] => [zone, { items: [], skipped }]))
    const superseded = supersededIn(items)
    let unread = skipped
    for (const properties of items) {
      const { id } = properties
      const named = marineZones(properties)
      const event = eventOf(properties)
      if (id === null || event === null || named === null) {
        unread++
        for (const list of listsOf(byZone, named)) list.skipped++
        continue
      }
      if (!isInEffect(properties, now) || superseded.has(id)) continue
      const alert = toAlert({ id, event, zones: named }, properties)
      for (const list of listsOf(byZone, named)) list.items.push(alert)
    }
    if (unread > 1 && unread === items.length + skipped) throw noneOf(unread, 'an alert')
    return byZone
  },
  // The API answers 404 to a list with an unknown zone, for all zones of the list.
  explain: (failure, _, settings) =>
    failure.status === 404
      ? new AppError('upstream_error', 'status 404 for a list of zones')
      : explainRefusal(failure, settings),
})

/** The lists of the requested zones that an alert names; all lists if it names none. */
const listsOf = <T>(byZone: ReadonlyMap<string, T>, named: readonly string[] | null): T[] =>
  [...byZone].filter(([zone]) => named === null || named.includes(zone)).map(([, list]) => list)

/** The event of an alert; if missing, the start of its headline. */
function eventOf({ event, headline }: Properties): string | null {
  if (event !== null && event !== '') return event
  const start = headline?.split(/ (?:issued|remains|in effect|from|until)\b/i, 1)[0]?.trim() ?? ''
  return start === '' ? null : start
}

/** A message without a type counts as active: a superfluous warning is better than a missing one. */
function isInEffect({ status, messageType, ends, expires }: Properties, now: number): boolean {
  if ((status ?? 'Actual') !== 'Actual' || messageType === 'Cancel') return false
  // `expires` is when the message is replaced; the event may last longer.
  const end = instantOf(ends) ?? instantOf(expires)
  return end === null || end > now
}

function toAlert(
  { id, event, zones }: Pick<Alert, 'id' | 'event' | 'zones'>,
  { severity, certainty, urgency, headline, description, onset, ends }: Properties,
): Alert {
  return {
    id,
    event,
    severity: severity ?? 'Unknown',
    certainty: certainty ?? 'Unknown',
    urgency: urgency ?? 'Unknown',
    headline,
    description: description ?? '',
    onset: isoInstant(instantOf(onset)),
    ends: isoInstant(instantOf(ends)),
    zones,
  }
}

/** Epoch ms of a time with its offset; null for anything else. */
function instantOf(text: string | null): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text ?? '')) return null
  const instant = Date.parse(text ?? '')
  return Number.isNaN(instant) ? null : instant
}
