/** What a caller knows that a text does not say. */
export interface ParseOptions {
  /** Is this id in the catalogue? Ids that only a range implies are dropped when not; default: all are kept. */
  knows?: (zoneId: string) => boolean
  /** IANA zone of a marine zone; null or absent: the printed offset is used. */
  timeZoneOf?: (zoneId: string) => string | null
  /** Adds `spans` to every period. */
  spans?: boolean
  /** Epoch ms, used only when a text prints no date at all (no `Expires` line, no issuance line). */
  reference?: number
}
