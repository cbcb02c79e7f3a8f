import { defaultPolicy, defineSource } from '../../pipeline/source.ts'
import { predictions } from './predictions.ts'
import { type TideQuery, TideTable } from './schema.ts'
import { type Settings, settings } from './settings.ts'

const hourMs = 3_600_000

/** Tide predictions, which are computed years ahead and therefore cached for long. */
export const tides = defineSource<TideQuery, TideTable, Settings>({
  name: 'tides',
  settings,
  policy: { ...defaultPolicy, concurrency: 8, freshMs: 6 * hourMs, staleMs: 48 * hourMs },
  providers: [{ name: 'co-ops', baseUrl: ({ TIDES_URL }) => TIDES_URL }],
  endpoints: [predictions],
  key: ({ station, date }) => `${station}/${date}`,
  label: ({ station }) => station,
  isOf: (label, key) => key.startsWith(`${label.trim()}/`),
  output: TideTable,
  build: (kit) => kit.ask(predictions),
})
