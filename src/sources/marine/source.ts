// Marine text forecasts, zone by zone. The text server has a file for each zone, but serves old files too. For an old file the
// office's product is requested as well, and the newer text is used.
import { AppError } from '../../core/errors.ts'
import { defaultPolicy, defineSource } from '../../pipeline/source.ts'
import type { ZoneRecord } from './catalogue/read-zones.ts'
import { zoneById } from './catalogue/zones.ts'
import { endOf, isExpired } from './forecast.ts'
import { officeProducts } from './office-products.ts'
import { productList } from './product-list.ts'
import { productText } from './product-text.ts'
import { MarineText } from './schema.ts'
import { type Settings, settings } from './settings.ts'
import { zoneFile } from './zone-file.ts'

/** The input of the marine source. */
export interface ZoneQuery {
  /** Upper case. */
  zone: string
}

const hourMs = 3_600_000

export const marine = defineSource<ZoneQuery, MarineText, Settings>({
  name: 'marine',
  settings,
  policy: {
    ...defaultPolicy,
    concurrency: 16,
    rps: 0,
    timeoutMs: 2_000,
    freshMs: 600_000,
    staleMs: 6 * hourMs,
  },
  providers: [
    { name: 'tgftp', baseUrl: ({ MARINE_TEXT_URL }) => MARINE_TEXT_URL },
    { name: 'nws-products', baseUrl: ({ NWS_API_URL }) => NWS_API_URL },
  ],
  endpoints: [zoneFile, productList, productText],
  key: ({ zone }) => zone,
  output: MarineText,
  expiresAt: endOf,
  build(kit) {
    const { clock } = kit
    const file = kit.ask(zoneFile)
    const call = kit.fallback<ZoneRecord, MarineText>(
      [
        { provider: 'tgftp', call: (zone, ctx) => file({ zone: slim(zone), now: clock.now() }, ctx) },
        { provider: 'nws-products', call: officeProducts(kit) },
      ],
      {
        isGood: ({ value }) => !isExpired(value, clock.now()),
        better: (a, b) => (issued(b.value) > issued(a.value) ? b : a),
      },
    )
    return ({ zone }, ctx) => {
      const record = zoneById(zone)
      if (record) return call(record, ctx)
      const message = `the catalogue has no zone ${zone}`
      return Promise.reject(new AppError('not_found', message, { provider: 'tgftp', asked: false }))
    }
  },
})

const slim = ({ id, textPath }: ZoneRecord): Pick<ZoneRecord, 'id' | 'textPath'> => ({ id, textPath })

const issued = ({ issuedAt }: MarineText): number => (issuedAt === null ? 0 : Date.parse(issuedAt))
