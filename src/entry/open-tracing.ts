import type { Tracing } from '../core/tracing.ts'

/**
 * Traces if a tracer provider has been registered with the API of OpenTelemetry before the start, as
 * `node --import ./tools/otel/start.ts` does. Otherwise null, and not even the API is read: it keeps what is registered under
 * this symbol, so that all its copies in a process can find it.
 */
export async function openTracing(version: string): Promise<Tracing | null> {
  const registered: unknown = Reflect.get(globalThis, Symbol.for('opentelemetry.js.api.1'))
  if (typeof registered !== 'object' || registered === null || !('trace' in registered)) return null
  const { createTracing } = await import('../tracing/otel.ts')
  return createTracing(version)
}
