// What does a cold answer of thirteen zones cost against the same gather with the same decoder, written by hand? Same upstream,
// same run, in turns. At 16 connections the clients also ask for the same zones: there flights are shared, which is what the
// service is for, but which is no measure of what a fan-out costs.
import { coldEnvironment, coldRounds, ownZones, warm } from './support/cold-zones.ts'
import { ratio } from './support/in-turns.ts'
import { report } from './support/report.ts'
import { median, printTable, spread } from './support/table.ts'
import { startTarget } from './support/target.ts'

const [rounds, upstreamMs] = [7, 20]
const own = ownZones('/v1/marine/advisories')
const same = ['/v1/marine/advisories?group=chesapeake']

const upstream = await startTarget('upstream', { environment: { UPSTREAM_MS: String(upstreamMs) } })
const environment = coldEnvironment(upstream.url)
const targets = await Promise.all([
  startTarget('gather-decode', { environment }),
  startTarget('service', { environment }),
])
const subjects = (paths: readonly string[]) => targets.map((target) => ({ name: target.name, target, paths }))
await warm(subjects(own))

for (const { connections, paths, requests } of [
  { connections: 1, paths: own, requests: 40 },
  { connections: 16, paths: own, requests: 160 },
  { connections: 64, paths: own, requests: 256 },
  { connections: 16, paths: same, requests: 160 },
]) {
  const [hand, service] = await coldRounds(subjects(paths), { upstream, rounds, connections, requests })
  if (!hand || !service) throw new Error('a subject is missing')
  const what = paths === own ? 'zones of their own' : 'the same zones'
  printTable(
    `fan-out: 13 cold zones, upstream ${upstreamMs} ms, ${connections} connections, ${what}`,
    [hand, service].map(({ name, cpuMs, p50, p99 }) => ({
      subject: name,
      'CPU ms/request': spread(cpuMs),
      'p50 over slowest, ms': spread(p50),
      'p99 over slowest, ms': spread(p99),
      'of gather-decode': ratio(cpuMs, hand.cpuMs).toFixed(2),
    })),
  )
  // There are fewer lists of their own than that: some requests share flights.
  const shares = paths === own && connections > own.length ? ', a sixth of them shared' : ''
  const subject = `13 cold zones (${what}${shares}), ${connections} connection${connections === 1 ? '' : 's'}`
  const goal = paths === own && connections <= 16 ? { max: 1.35 } : {}
  report(`${subject}: CPU of the gather with our decoder`, ratio(service.cpuMs, hand.cpuMs), {
    ...goal,
    unit: ' ×',
  })
  if (paths === same) continue
  const above = median(service.cpuMs.map((ms, round) => ms - (hand.cpuMs[round] ?? Number.NaN)))
  report(`${subject}: CPU above the gather with our decoder`, above, { unit: ' ms' })
  if (connections > 1) continue
  const later = median(service.p50.map((ms, round) => ms - (hand.p50[round] ?? Number.NaN)))
  report(`${subject}: p50 more than the gather with our decoder`, later, { max: 1, unit: ' ms' })
  report(`${subject}: p50 more than the slowest upstream answer`, median(service.p50), {
    max: 3,
    unit: ' ms',
  })
}
await Promise.all([upstream, ...targets].map((target) => target.stop()))
