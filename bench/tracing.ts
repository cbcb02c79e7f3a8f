// What does tracing cost: when it is off, when nothing is drawn, and when every request is recorded and handed to a collector?
// With TRACING_BEFORE naming a checkout of another commit, that one is measured beside it, in the same turns.
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { relative, resolve } from 'node:path'
import { coldEnvironment, ownZones } from './support/cold-zones.ts'
import { inTurns, ratio, type Subject } from './support/in-turns.ts'
import { report } from './support/report.ts'
import { median, printTable, spread } from './support/table.ts'
import { startTarget, type Target } from './support/target.ts'

const [rounds, seconds] = [9, 0.5]
const start = resolve(import.meta.dirname, '../tools/otel/start.ts')
if (!existsSync(resolve(start, '../node_modules'))) {
  console.log('tracing: left out; the SDK is not installed (npm ci --prefix tools/otel)')
  process.exit(0)
}

const collector = createServer((request, response) => {
  request.resume().on('end', () => response.setHeader('content-type', 'application/json').end('{}'))
})
await new Promise<void>((listening) => collector.listen(0, '127.0.0.1', listening))
const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`
const upstream = await startTarget('upstream', { environment: { UPSTREAM_MS: '5' } })

const before = process.env.TRACING_BEFORE
const ways = [
  ...(before ? [{ name: 'the other commit', file: `${before}/bench/targets/service` }] : []),
  { name: 'off' },
  { name: 'on, none drawn', arg: '0' },
  { name: 'on, 1 in 100', arg: '0.01' },
  { name: 'on, all', arg: '1' },
]

async function startAll(environment: Record<string, string>): Promise<{ name: string; target: Target }[]> {
  const targets: { name: string; target: Target }[] = []
  for (const { name, arg, file } of ways as { name: string; arg?: string; file?: string }[]) {
    const from = resolve(import.meta.dirname, 'targets')
    const otel = {
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: arg ?? '',
    }
    const target = await startTarget(file === undefined ? 'service' : relative(from, resolve(file)), {
      environment: { MARINE_TEXT_URL: upstream.url, ...environment, ...(arg !== undefined && otel) },
      nodeOptions: arg === undefined ? [] : ['--import', start],
    })
    targets.push({ name, target })
  }
  return targets
}

async function compare(
  title: string,
  environment: Record<string, string>,
  asking: Pick<Subject, 'path' | 'paths'>,
  connections: number,
): Promise<void> {
  const targets = await startAll(environment)
  const subjects = targets.map(({ name, target }) => ({ name, target, ...asking }))
  const measured = await inTurns(subjects, { rounds, seconds, connections })
  const off = measured.find(({ name }) => name === 'off')?.cpuUs ?? []
  printTable(
    `tracing: ${title}, ${connections} connections, ${rounds} rounds of ${seconds} s`,
    measured.map(({ name, cpuUs }) => ({
      tracing: name,
      'CPU µs/request': spread(cpuUs, 1),
      'of off': ratio(cpuUs, off).toFixed(3),
      'more than off, µs': (median(cpuUs) - median(off)).toFixed(1),
    })),
  )
  const all = measured.at(-1)?.cpuUs ?? []
  report(`tracing of every request, ${title}: CPU of tracing off`, ratio(all, off), { unit: ' ×' })
  await Promise.all(targets.map(({ target }) => target.stop()))
}

const path = '/v1/marine/advisories?group=chesapeake'
await compare('13 zones from memory, replayed', {}, { path }, 16)
await compare('13 zones from memory, replay cache off', { READY: 'off' }, { path }, 16)

const paths = ownZones('/v1/marine/advisories')
await compare('13 cold zones', coldEnvironment(upstream.url), { path: '/', paths }, 4)

await upstream.stop()
collector.closeAllConnections()
collector.close()
