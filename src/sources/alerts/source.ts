// Watches, warnings and advisories of marine zones. Cached per zone; missing zones are fetched in one request.
import { defaultPolicy, defineSource } from '../../pipeline/source.ts'
import { type Items, itemsOf } from '../items.ts'
import { activeAlerts } from './active-alerts.ts'
import { Alert, type ZoneQuery } from './schema.ts'
import { type Settings, settings } from './settings.ts'

/** Maximum number of zones per request. */
const maxZones = 50

export const alerts = defineSource<ZoneQuery, Items<Alert>, Settings>({
  name: 'alerts',
  settings,
  policy: { ...defaultPolicy, concurrency: 8, freshMs: 60_000, staleMs: 900_000 },
  providers: [{ name: 'nws-api', baseUrl: ({ NWS_API_URL }) => NWS_API_URL }],
  endpoints: [activeAlerts],
  key: ({ zone }) => zone,
  output: itemsOf(Alert),
  skipped: ({ skipped }) => skipped,
  // A list with an alert that has ended since is requested again.
  expiresAt: ({ items }) =>
    items.reduce<number | null>((first, { ends }) => {
      const end = ends === null ? null : Date.parse(ends)
      return end !== null && (first === null || end < first) ? end : first
    }, null),
  requests: (parts) => Math.ceil(parts / maxZones),
  build(kit) {
    const ask = kit.ask(activeAlerts)
    return kit.batch<ZoneQuery, Items<Alert>>({
      key: ({ zone }) => zone,
      max: maxZones,
      call: (inputs, ctx) => ask({ zones: inputs.map(({ zone }) => zone), now: kit.clock.now() }, ctx),
    })
  },
})
