import { z } from 'zod'
import { type ErrorCode, errorKinds } from '../core/errors.ts'
import type { Guards } from './guards/guards.ts'
import type { Memory } from './keep/memory.ts'
import type { Provider, Source } from './source.ts'
import type { Stats } from './stats.ts'

const milliseconds = z.number().nullable()
const codes = Object.keys(errorKinds) as [ErrorCode, ...ErrorCode[]]

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
        lastError: z.union([z.object({ code: z.enum(codes), at: z.iso.datetime() }), z.null()]),
      }),
    ),
    cache: z.object({ entries: z.int(), bytes: z.int(), hits: z.int(), misses: z.int(), stale: z.int() }),
  })
  .meta({ id: 'SourceView', description: 'State of one source on this instance' })
export type SourceView = z.infer<typeof SourceView>

/** Returns a function that reads the current state of a source. */
export function createSourceView<In, Out, Settings>(from: {
  source: Source<In, Out, Settings>
  settings: Settings
  guards: ReadonlyMap<string, Guards>
  memory: Memory
  stats: Stats
}): () => SourceView {
  const { source, settings, guards, memory, stats } = from
  return () => ({
    name: source.name,
    providers: source.providers.flatMap((provider) => {
      const guard = guards.get(provider.name)
      if (!guard) return []
      const baseUrl = withoutSecrets(provider.baseUrl(settings))
      return [
        {
          name: provider.name,
          baseUrl,
          ...(baseUrl === null && { noBaseUrl: reasonOf(provider) }),
          ...guard.view(),
          ...stats.provider(source.name, provider.name),
        },
      ]
    }),
    cache: { ...memory.view(source.name), ...stats.cache(source.name) },
  })
}

const reasonOf = ({ isLocal, perHost }: Pick<Provider<unknown>, 'isLocal' | 'perHost'>) =>
  isLocal ? 'built in' : perHost ? 'hosts chosen by callers' : 'turned off'

/** Removes credentials and keys from a base URL: the view must not show them. */
function withoutSecrets(url: string | null): string | null {
  if (url === null) return null
  const parsed = new URL(url)
  return `${parsed.origin}${parsed.pathname}`.replace(/\/$/, '')
}
