/** What the caller knows and a text does not print. */
export interface ParseOptions {
  /** Is this id in the catalogue? If not, ids that only a range implies are dropped. By default all are kept. */
  knows?: (zoneId: string) => boolean
  /** IANA zone of a marine zone; null or absent: the printed offset is used. */
  timeZoneOf?: (zoneId: string) => string | null
  /** Adds `spans` to every period. */
  spans?: boolean
  /** Epoch ms, used only when a text prints no date at all (no `Expires` line, no issuance line). */
  reference?: number
}
