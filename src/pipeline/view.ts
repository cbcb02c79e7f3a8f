import { z } from 'zod'
import { errorCodes } from '../core/errors.ts'
import type { Provider } from './source.ts'

const milliseconds = z.number().nullable()

/** One source as `/v1/sources` shows it. */
export const SourceView = z
  .object({
    name: z.string(),
    providers: z.array(
      z.object({
        name: z.string(),
        baseUrl: z
          .string()
          .nullable()
          .meta({ description: 'null for a provider without one; `noBaseUrl` says why' }),
        noBaseUrl: z
          .enum(['built in', 'hosts chosen by callers', 'turned off'])
          .optional()
          .meta({ description: 'Why `baseUrl` is null' }),
        guards: z
          .array(z.string())
          .optional()
          .meta({
            description: 'The guards in the order in which a request passes them',
            examples: [['breaker', 'limit', 'rate', 'pool']],
          }),
        breaker: z.enum(['closed', 'open', 'half-open']),
        concurrency: z.object({ limit: z.int(), inUse: z.int(), queued: z.int() }),
        rate: z.object({ perSecond: z.number().nullable(), available: z.number().nullable() }),
        latencyMs: z.object({ p50: milliseconds, p95: milliseconds, p99: milliseconds }),
        calls: z.int(),
        failures: z.int(),
        retries: z.int(),
        lastError: z.union([z.object({ code: z.enum(errorCodes), at: z.iso.datetime() }), z.null()]),
      }),
    ),
    cache: z.object({ entries: z.int(), bytes: z.int(), hits: z.int(), misses: z.int(), stale: z.int() }),
  })
  .meta({ id: 'SourceView', description: 'State of one source on this instance' })
export type SourceView = z.infer<typeof SourceView>

export type ProviderView = SourceView['providers'][number]

/** Returns a provider's base URL, without credentials and keys, or the reason why it has none. */
export function baseUrlOf<Settings>(
  provider: Provider<Settings>,
  settings: Settings,
): Pick<ProviderView, 'baseUrl' | 'noBaseUrl'> {
  const url = provider.baseUrl(settings)
  if (url !== null) {
    const { origin, pathname } = new URL(url)
    return { baseUrl: `${origin}${pathname}`.replace(/\/$/, '') }
  }
  const { isLocal, perHost } = provider
  const noBaseUrl = isLocal ? 'built in' : perHost ? 'hosts chosen by callers' : 'turned off'
  return { baseUrl: null, noBaseUrl }
}
