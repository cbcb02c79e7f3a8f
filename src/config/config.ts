// Every variable of the service, in one schema, read once. All errors are reported together.
import { z } from 'zod'
import { sharedTimeoutMs } from '../core/patience.ts'
import { count, milliseconds, perSecond } from '../core/variables.ts'
import { defaultPolicy, type Platform, type Policy, type Source } from '../pipeline/source.ts'
import { callerSettings } from './caller-settings.ts'
import { featureSettings } from './feature-settings.ts'
import { jobSettings } from './job-settings.ts'
import { redisUrl } from './redis-url.ts'
import { roleFaults, roleSettings } from './role-settings.ts'
import { serverSettings } from './server-settings.ts'

const logLevels = ['debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

const Base = z.object({
  PORT: count(0, 65_535).default(8080).meta({ description: 'Port to listen on; 0 for any free one' }),
  HOST: z
    .string()
    .trim()
    .regex(/^[\w.:%-]+$/, 'must be an address or a name, without a scheme or a path')
    .default('0.0.0.0')
    .meta({ description: 'Address to listen on' }),
  BUDGET_MS: milliseconds(100)
    .default(5_000)
    .meta({ description: 'Time for an answer unless `Prefer: wait` says otherwise' }),
  MAX_BUDGET_MS: milliseconds(100)
    .default(30_000)
    .meta({ description: 'Maximum time that `Prefer: wait` may set' }),
  MAX_IN_FLIGHT: count(1, 1_000_000)
    .default(1_024)
    .meta({ description: 'Maximum number of requests in flight; further ones are `overloaded`' }),
  POOL_CONCURRENCY: count(2, 10_000)
    .default(256)
    .meta({ description: 'Maximum number of concurrent upstream requests, all upstreams together' }),
  FAN_OUT: count(1, 1_000)
    .default(16)
    .meta({ description: 'Maximum number of parts that one request loads at once; the others wait' }),
  SUBREQUESTS: count(1, 1_000_000).default(50).meta({
    description:
      'Workers only: how many upstream requests and store operations together the plan allows one request',
  }),
  CACHE_BYTES: count(1_000_000, 64_000_000_000)
    .default(64_000_000)
    .meta({ description: 'Maximum size of the memory cache' }),
  THREADS: count(1, 256)
    .optional()
    .meta({ description: 'Decoder threads; default: one less than the number of processors' }),
  LOG_LEVEL: z.enum(logLevels).default('info').meta({ description: 'Minimum level that is logged' }),
  SHUTDOWN_GRACE_MS: milliseconds()
    .default(10_000)
    .meta({ description: 'Time for requests in flight after SIGTERM' }),
  CONTACT: z
    .string()
    .trim()
    .regex(/^[\x20-\x7e]{3,200}$/, 'printable ASCII, 3 to 200 characters')
    .optional()
    .meta({
      description: 'E-mail or URL in the User-Agent of every upstream request; NWS and Nominatim require one',
    }),
  ...callerSettings,
  ...jobSettings,
  ...roleSettings,
  ...featureSettings,
  ...serverSettings,
  HTTPS_PROXY: z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
    .optional()
    .meta({ description: 'Proxy for upstream requests' }),
  NO_PROXY: z.string().optional().meta({ description: 'Hosts that are requested without the proxy' }),
  REDIS_URL: redisUrl(
    'Node only: the Redis that several instances share for cache, single flight and the rates of upstreams',
  ),
  REDIS_TIMEOUT_MS: count(10, 1_000).default(sharedTimeoutMs).meta({
    description:
      'With `REDIS_URL`: maximum time of one Redis operation; after it the service continues without Redis',
  }),
})

/** Overrides of a source's policy, as `<SOURCE>_…` variables. */
const overrides = {
  CONCURRENCY: [
    'concurrency',
    count(1, 5_000),
    'Maximum number of concurrent requests to each upstream of this source',
  ],
  RPS: ['rps', perSecond, 'Requests per second to each upstream of this source; 0 for no limit'],
  TIMEOUT_MS: ['timeoutMs', milliseconds(1), 'Maximum time for one attempt'],
  FRESH_MS: [
    'freshMs',
    milliseconds(),
    'How long a value is served without an upstream request; 0 turns the cache off',
  ],
  STALE_MS: [
    'staleMs',
    milliseconds(),
    'How long after that it is served while it is refreshed, or if refreshing it fails',
  ],
} as const satisfies Record<string, readonly [keyof Policy, z.ZodType<number>, string]>

const upper = (name: string): string => name.toUpperCase().replaceAll('-', '_')

export type Environment = Readonly<Record<string, string | undefined>>

export interface Config extends z.infer<typeof Base> {
  /** The settings of a source, parsed by its own schema. */
  settingsOf<In, Out, Settings>(source: Source<In, Out, Settings>): Settings
  /** The policy of a source or of one of its providers: the defaults, overridden by the source, the provider and the variables. */
  policyOf(source: Source, provider?: string): Policy
}

/** Everything that is wrong with the environment, one line per variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly faults: readonly string[]
  constructor(faults: readonly string[]) {
    super(`The configuration is invalid:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`)
    this.faults = faults
  }
}

/** Reads the configuration, or throws a ConfigError that lists every fault. An empty variable counts as absent. */
export function readConfig(
  environment: Environment,
  sources: readonly Source[],
  { canPinAddress }: Platform = { canPinAddress: false },
): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim() !== ''))
  const faults: string[] = []
  const read = <T>(schema: z.ZodType<T>): T | undefined => {
    // The schema is used once, so compiling it would take longer than interpreting it.
    const result = schema.safeParse(given, { jitless: true })
    if (result.success) return result.data
    // The value itself is not repeated: it may be a secret.
    for (const { path, message } of result.error.issues)
      faults.push(`${path[0] === undefined ? 'environment' : String(path[0])}: ${message}`)
    return undefined
  }

  const base = read(Base)
  const settings = new Map<string, unknown>()
  const own = new Map<string, Partial<Policy>>()
  for (const source of sources) {
    const mine = read(source.settings)
    settings.set(source.name, mine)
    // With a proxy, the proxy chooses the address.
    const platform = { canPinAddress: canPinAddress && base?.HTTPS_PROXY === undefined }
    if (mine !== undefined) faults.push(...(source.faults?.(mine, platform) ?? []))
    const variables = Object.entries(overrides).map(([suffix, [field, schema]]) => {
      const name = `${upper(source.name)}_${suffix}`
      return [field, read(z.object({ [name]: schema.optional() }))?.[name]] as const
    })
    own.set(source.name, Object.fromEntries(variables.filter(([, value]) => value !== undefined)))
  }

  const policyOf = (source: Source, provider?: string): Policy => {
    const { policy, policyFor } = source.providers.find(({ name }) => name === provider) ?? {}
    // Faulty settings are reported before anything is built from them.
    const mine = settings.get(source.name)
    const theirs = { ...policy, ...(mine !== undefined && policyFor?.(mine)) }
    return { ...defaultPolicy, ...source.policy, ...theirs, ...own.get(source.name) }
  }

  const { PORT = '8080', OPS_PORT } = given
  // Port 0 stands for any free port, so both may be 0.
  if (Number(OPS_PORT) === Number(PORT) && Number(PORT) !== 0) faults.push('OPS_PORT: must not be PORT')
  if (base) {
    faults.push(...roleFaults(base))
    if (base.BUDGET_MS > base.MAX_BUDGET_MS) faults.push('BUDGET_MS: must not be more than MAX_BUDGET_MS')
    // A bulkhead: one upstream that hangs must leave room in the pool for the others.
    for (const source of sources) {
      for (const provider of source.providers) {
        const { concurrency } = policyOf(source, provider.name)
        if (concurrency * 2 <= base.POOL_CONCURRENCY) continue
        const name = `${upper(source.name)}_CONCURRENCY`
        faults.push(
          `${name}: ${concurrency} is more than half of POOL_CONCURRENCY (${base.POOL_CONCURRENCY})`,
        )
      }
    }
  }
  if (!base || faults.length > 0) throw new ConfigError([...new Set(faults)])
  return {
    ...base,
    settingsOf: <In, Out, Settings>(source: Source<In, Out, Settings>) =>
      settings.get(source.name) as Settings,
    policyOf,
  }
}

/** Every variable with its description and default, for the documentation. */
export function describeVariables(
  sources: readonly Source[],
): { name: string; default: string; description: string }[] {
  const rows = new Map<string, { name: string; default: string; description: string }>()
  for (const schema of [Base, ...sources.map(({ settings }) => settings)]) {
    const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
    // JSON Schema has no default for a value that is parsed from text, because its type is not that of the text.
    const defaults = (schema.safeParse({}).data ?? {}) as Readonly<Record<string, unknown>>
    for (const [name, property] of Object.entries(json.properties ?? {})) {
      if (typeof property === 'boolean' || rows.has(name)) continue
      const fallback = String(property.default ?? defaults[name] ?? '')
      rows.set(name, { name, default: fallback, description: property.description ?? '' })
    }
  }
  for (const source of sources) {
    const policy: Policy = { ...defaultPolicy, ...source.policy }
    for (const [suffix, [field, , description]] of Object.entries(overrides)) {
      const name = `${upper(source.name)}_${suffix}`
      const exceptions = source.providers
        .filter((provider) => provider.policy?.[field] !== undefined)
        .map((provider) => `${provider.name} ${provider.policy?.[field]}`)
      const fallback = [String(policy[field]), ...exceptions].join('; ')
      rows.set(name, { name, default: fallback, description })
    }
  }
  return [...rows.values()]
}
