/** What a forecast needs to know of a zone; the catalogue's records have it all. */
export interface ForecastZone {
  readonly id: string
  readonly name: string
  readonly kind: 'coastal' | 'offshore' | 'high-seas' | 'great-lakes' | 'nearshore'
  readonly office: string
  readonly timeZone: string | null
  readonly product: string | null
}
