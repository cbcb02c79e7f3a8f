// Where does the time of a cold answer go? The path is built up from a bare gather, one thing more each time, bodies not
// read: the CPU of thirteen zones a request, and what each rung adds. Measured in turns; load from outside
// only ever adds, so the minimum is shown beside the median.
import { coldEnvironment, ownZones, size } from './support/cold-zones.ts'
import { askTimes } from './support/load.ts'
import { report } from './support/report.ts'
import { median, printTable, spread } from './support/table.ts'
import { startTarget } from './support/target.ts'

const rounds = 9
const requests = 100
const connections = 4

const paths = ownZones('/v1/marine/advisories')

const upstream = await startTarget('upstream', { environment: { UPSTREAM_MS: '20' } })
const environment = coldEnvironment(upstream.url)
const rungs = [
  { name: 'bare gather, one regular expression', target: await startTarget('gather-regex', { environment }) },
]
for (const RUNG of ['send', 'attempt', 'guards', 'source', 'part']) {
  rungs.push({ name: RUNG, target: await startTarget('rung', { environment: { ...environment, RUNG } }) })
}
const subjects = rungs.map((rung) => ({ ...rung, cpuMs: [] as number[] }))

for (const { target } of subjects) await askTimes({ url: target.url, connections, paths, requests: 300 })
for (let round = 0; round < rounds; round++) {
  for (const { target, cpuMs } of subjects) {
    const before = await target.cpuMs()
    await askTimes({ url: target.url, connections, paths, requests })
    cpuMs.push(((await target.cpuMs()) - before) / requests)
  }
}
printTable(
  `cold path: thirteen zones, bodies not read, ${connections} connections`,
  subjects.map(({ name, cpuMs }, index) => ({
    'as far as': name,
    'CPU ms/request': spread(cpuMs),
    'more than before, µs a zone': (
      ((median(cpuMs) - median(subjects[index - 1]?.cpuMs ?? cpuMs)) * 1_000) /
      size
    ).toFixed(0),
  })),
)

// Promises of a part, from asking for it to its bytes, the server's own few per request included.
const rows: Record<string, string>[] = []
for (const { name, target } of subjects.slice(1)) {
  await target.ask('count')
  await askTimes({ url: target.url, connections: 1, paths, requests })
  const promises = (await target.ask<number>('promises')) / (requests * size)
  rows.push({ 'as far as': name, 'promises a zone': promises.toFixed(1) })
}
printTable('cold path: promises, counted with async_hooks', rows)
report(
  'promises of one cold part, from asking for it to its label',
  Number(rows.at(-1)?.['promises a zone']),
  {
    max: 30,
    digits: 1,
  },
)
await Promise.all([upstream.stop(), ...subjects.map(({ target }) => target.stop())])
