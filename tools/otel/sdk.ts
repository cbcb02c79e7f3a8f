// The SDK configured by the standard variables (OTEL_…): OTLP over HTTP, in JSON. The official full package reads more of them
// and is three times as large.
import { type DiagLogger, DiagLogLevel, diag, trace } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import {
  defaultResource,
  detectResources,
  envDetector,
  type Resource,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources'
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ConsoleSpanExporter,
  ParentBasedSampler,
  type Sampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import packageJson from '../../package.json' with { type: 'json' }

export type Environment = Readonly<Record<string, string | undefined>>

/** Registers a tracer provider, unless the variables disable it. Values that cannot be understood are reported and ignored. */
export function register(env: Environment): void {
  if (env.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return
  diag.setLogger(toStandardError, { logLevel: levelOf(env.OTEL_LOG_LEVEL) })
  const exporter = exporterOf(env)
  if (!exporter) return
  trace.setGlobalTracerProvider(
    new TracerProvider({
      resource: resourceOf(),
      sampler: samplerOf(env),
      spanProcessors: [new BatchSpanProcessor({ exporter, ...batchOf(env) })],
    }),
  )
}

function exporterOf({
  OTEL_TRACES_EXPORTER: name = 'otlp',
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL,
  OTEL_EXPORTER_OTLP_PROTOCOL,
}: Environment): SpanExporter | null {
  if (name === 'none') return null
  if (name === 'console') return new ConsoleSpanExporter()
  if (name !== 'otlp') diag.warn(`OTEL_TRACES_EXPORTER: ${name} is not supported; using otlp`)
  const protocol = OTEL_EXPORTER_OTLP_TRACES_PROTOCOL ?? OTEL_EXPORTER_OTLP_PROTOCOL ?? 'http/json'
  if (protocol !== 'http/json') diag.warn(`${protocol} is not supported; using http/json`)
  return new OTLPTraceExporter()
}

/** The name of the service (unless the variables set it), its version, and attributes that identify this instance. */
function resourceOf(): Resource {
  const own = resourceFromAttributes({ 'service.name': 'tributary', 'service.version': packageJson.version })
  const detected = detectResources({ detectors: [serviceInstanceIdDetector, envDetector] })
  return defaultResource().merge(own).merge(detected)
}

function samplerOf({ OTEL_TRACES_SAMPLER: name = 'parentbased_always_on', ...env }: Environment): Sampler {
  const root = rootOf(name.replace(/^parentbased_/, ''), env)
  if (!root) diag.warn(`OTEL_TRACES_SAMPLER: ${name} is not supported; using parentbased_always_on`)
  if (!root || name.startsWith('parentbased_')) {
    return new ParentBasedSampler({ root: root ?? new AlwaysOnSampler() })
  }
  return root
}

function rootOf(name: string, { OTEL_TRACES_SAMPLER_ARG: arg = '1' }: Environment): Sampler | null {
  switch (name) {
    case 'always_on':
      return new AlwaysOnSampler()
    case 'always_off':
      return new AlwaysOffSampler()
    case 'traceidratio': {
      const ratio = Number(arg)
      if (ratio >= 0 && ratio <= 1) return new TraceIdRatioBasedSampler(ratio)
      diag.warn(`OTEL_TRACES_SAMPLER_ARG: ${arg} is not between 0 and 1; using 1`)
      return new TraceIdRatioBasedSampler(1)
    }
    default:
      return null
  }
}

function batchOf(env: Environment) {
  const read = (name: string, standard: number): number => {
    const value = Number(env[name] ?? standard)
    if (Number.isInteger(value) && value > 0) return value
    diag.warn(`${name}: expected a whole number above 0; using ${standard}`)
    return standard
  }
  return {
    scheduledDelayMillis: read('OTEL_BSP_SCHEDULE_DELAY', 5_000),
    maxQueueSize: read('OTEL_BSP_MAX_QUEUE_SIZE', 2_048),
    maxExportBatchSize: read('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 512),
    exportTimeoutMillis: read('OTEL_BSP_EXPORT_TIMEOUT', 30_000),
  }
}

/** Writes messages of the SDK to standard error, in the format of the service's log. */
const line =
  (level: string) =>
  (message: string, ...rest: unknown[]): void => {
    const msg = [message, ...rest.map(String)].join(' ')
    process.stderr.write(
      `${JSON.stringify({ level, time: new Date().toISOString(), event: 'tracing', msg })}\n`,
    )
  }

const toStandardError: DiagLogger = {
  error: line('error'),
  warn: line('warn'),
  info: line('info'),
  debug: line('debug'),
  verbose: line('trace'),
}

function levelOf(name = 'warn'): DiagLogLevel {
  const level = DiagLogLevel[name.toUpperCase() as keyof typeof DiagLogLevel]
  return level ?? DiagLogLevel.WARN
}
