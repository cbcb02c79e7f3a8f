// Tracing as an operator switches it on: the SDK of OpenTelemetry, a process, and a collector that listens to it.
import { createServer, type Server } from 'node:http'
import { type SandboxServer, serveSandbox } from 'tributary-sandbox/server.ts'
import { sandboxUrls } from 'tributary-sandbox/urls.ts'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../src/core/clock.ts'
import { listen } from '../support/listen.ts'
import { named, needs } from '../support/needs.ts'
import { spawnService } from '../support/spawn-service.ts'
import { unhurried } from '../support/unhurried.ts'

interface ExportedSpan {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  kind: number
}

interface Export {
  resourceSpans: {
    resource: { attributes: { key: string; value: { stringValue?: string } }[] }
    scopeSpans: { spans: ExportedSpan[] }[]
  }[]
}

let sandbox: SandboxServer
let collector: Server
let port: number
let exports: Export[]
let isAnswering: boolean

beforeAll(async () => {
  sandbox = await serveSandbox({ clock: systemClock })
})
afterAll(() => sandbox.close())
beforeEach(async () => {
  exports = []
  isAnswering = true
  collector = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text
    })
    request.on('end', () => {
      exports.push(JSON.parse(body))
      if (isAnswering) response.setHeader('content-type', 'application/json').end('{}')
    })
  })
  port = await listen(collector)
})
afterEach(() => {
  collector.closeAllConnections()
  collector.close()
})

const start = (variables: Record<string, string> = {}) =>
  spawnService({
    ...unhurried,
    ...sandboxUrls(sandbox.url),
    NODE_OPTIONS: '--import ./tools/otel/start.ts',
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    // Nothing goes by itself before the end.
    OTEL_BSP_SCHEDULE_DELAY: '600000',
    ...variables,
  })

const traceId = '0af7651916cd43dd8448eb211c80319c'
const caller = 'b7ad6b7169203331'
const path = '/v1/marine/forecasts?zones=ANZ532'

/** Names, each below its parent. */
function treeOf(spans: readonly ExportedSpan[], parent: string, depth = 0): string[] {
  return spans
    .filter(({ parentSpanId }) => parentSpanId === parent)
    .flatMap(({ name, kind, spanId }) => [
      `${'  '.repeat(depth)}${name} (${kind})`,
      ...treeOf(spans, spanId, depth + 1),
    ])
}

describe.skipIf(needs.otel.missing)(named('with the SDK', needs.otel), () => {
  test('SIGTERM exports every span below the caller’s, under the configured service name', async () => {
    const service = await start({ OTEL_SERVICE_NAME: 'weather' })
    const headers = { traceparent: `00-${traceId}-${caller}-01` }
    expect((await fetch(service.url + path, { headers })).status).toBe(200)
    expect(exports).toEqual([])
    service.signal('SIGTERM')
    const { code, lines, errors } = await service.ended()
    expect({ code, errors }).toEqual({ code: 0, errors: '' })
    const spans = exports.flatMap(({ resourceSpans }) =>
      resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
    )
    expect(treeOf(spans, caller)).toEqual([
      'GET /v1/marine/forecasts (2)',
      '  part marine (1)',
      '    attempt tgftp (3)',
      '    decode marine/tgftp (1)',
    ])
    expect(new Set(spans.map((span) => span.traceId))).toEqual(new Set([traceId]))
    const { attributes = [] } = exports[0]?.resourceSpans[0]?.resource ?? {}
    expect(attributes).toContainEqual({ key: 'service.name', value: { stringValue: 'weather' } })
    const logged = lines.map((line) => JSON.parse(line)).find(({ event }) => event === 'request')
    const request = spans.find(({ kind }) => kind === 2)
    expect(logged).toMatchObject({ traceId, spanId: request?.spanId })
  })

  test('a collector that does not respond does not prevent the exit', async () => {
    isAnswering = false
    const service = await start()
    expect((await fetch(service.url + path)).status).toBe(200)
    service.signal('SIGTERM')
    const { code, lines } = await service.ended()
    expect(code).toBe(0)
    expect(exports).toHaveLength(1)
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ msg: 'stopped', lost: 0 })
  })

  test('the configured sampler is used', async () => {
    const service = await start({
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0',
    })
    expect((await fetch(service.url + path)).status).toBe(200)
    service.signal('SIGTERM')
    expect((await service.ended()).code).toBe(0)
    expect(exports).toEqual([])
  })
})

test('without the start file nothing is traced, and the log does not claim otherwise', async () => {
  const service = await start({ NODE_OPTIONS: '' })
  expect((await fetch(service.url + path)).status).toBe(200)
  service.signal('SIGTERM')
  const { lines } = await service.ended()
  expect(lines.join('\n')).not.toMatch(/tracing|spanId/)
  expect(exports).toEqual([])
})
