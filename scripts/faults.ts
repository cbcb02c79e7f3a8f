// `npm run faults`: runs every cell of the fault matrix over real sockets, prints how many passed, and exits with 1 when one fails.
// `-- --write` updates docs/faults.md; `-- --only redirect` runs the cells whose names contain that word.
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { systemClock } from '../src/core/clock.ts'
import { cells, faults, nameOf, sources } from '../test/faults/cells.ts'
import type { CellResult } from '../test/faults/play-cell.ts'
import { playMatrix } from '../test/faults/play-matrix.ts'

/** A cell fails when its answer is later than its budget by more than this. */
const toleranceMs = 50

const { values } = parseArgs({ options: { write: { type: 'boolean' }, only: { type: 'string' } } })
const only = values.only ?? ''
const wanted = cells.filter((cell) => nameOf(cell).includes(only))

const startedAt = systemClock.elapsed()
const results = await playMatrix(wanted, {
  isTimeReal: true,
  onResult({ cell, failures }) {
    for (const failure of failures) console.log(`FAILED ${nameOf(cell)}: ${failure}`)
  },
})
const seconds = ((systemClock.elapsed() - startedAt) / 1_000).toFixed(1)

const isLate = ({ overrunMs }: CellResult): boolean => overrunMs > toleranceMs
for (const result of results.filter(isLate)) {
  console.log(`LATE   ${nameOf(result.cell)}: ${Math.round(result.overrunMs)} ms over its budget`)
}
const passed = results.filter((result) => result.failures.length === 0 && !isLate(result))
const slowest = Math.round(Math.max(...results.map(({ tookMs }) => tookMs)))
const overrun = Math.round(Math.max(...results.map(({ overrunMs }) => overrunMs)))
const summary = `${passed.length} of ${results.length} cells passed`
const times = `longest answer ${slowest} ms; maximum overrun of a budget ${overrun} ms`

console.log(table(results))
console.log(`\n${summary} in ${seconds} s (${times})`)
if (values.write && only === '') {
  const file = new URL('../docs/faults.md', import.meta.url)
  // The sections after the table are written by hand.
  const text = readFileSync(file, 'utf8')
  writeFileSync(file, `${page()}\n${text.slice(text.indexOf('## Clients that break'))}`)
}
process.exit(passed.length === results.length ? 0 : 1)

/** One row a fault: what a caller without a cached value gets, and how many of the 32 cells passed. */
function table(of: readonly CellResult[]): string {
  const find = (fault: string, source: string, extent: string): string => {
    const { status, codes } = of.find(
      ({ cell }) =>
        cell.fault === fault && cell.source === source && cell.extent === extent && cell.cache === 'cold',
    ) ?? { status: '', codes: [] }
    return `${status}${codes.length > 0 ? ` \`${codes.join(' ')}\`` : ''}`
  }
  const rows = faults.map((fault) => {
    const mine = of.filter(({ cell }) => cell.fault === fault)
    const good = mine.filter((result) => passed.includes(result))
    const alone = sources.map((source) => find(fault, source, 'that'))
    const all = sources.map((source) => find(fault, source, 'all'))
    return [fault, ...alone, [...new Set(all)].join(', '), `${good.length}/${mine.length}`]
  })
  const head = ['fault', ...sources.map((source) => `only ${source}`), 'all upstreams', 'passed']
  const line = (entries: readonly string[]): string => `| ${entries.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

function page(): string {
  return `# Faults: what a broken upstream costs

Written by \`npm run faults -- --write\`; the same cells run in CI (\`test/faults\`). The sandbox produces every fault over real sockets against the
whole service: for each source, with a cold, fresh, stale and expired cache, for that upstream alone and for all of them. That is ${results.length}
cells. Each checks the status, the body against its schema, every part (status, provider, attempts, code), the number of requests that
each upstream received, that nothing stays in flight, and that the next request after the fault is complete. The expected outcome of
a cell is in \`test/faults/expectation.ts\`.

**${summary}**; ${times}.

The columns show the answer with a cold cache. With one upstream broken: status of a briefing, and the code of the failed part, if any (marine
forecasts have a second provider). With all upstreams broken: status and code of any route. With a fresh cache every answer is complete without an
upstream request; with a stale cache it is complete at once.

${table(results)}

- \`refuse\` resets the connection when the request arrives, because the sandbox serves all upstreams on one port.
- \`truncate\` sends half of a body with a matching length. The decoder rejects JSON or a line that ends early.
- \`short budget\`: the caller's 300 ms end before the attempt's 500 ms, which tests the deadline.
- \`503\` and \`429\` send \`Retry-After: 30\`, which is longer than the budget, so there is no retry.
- Pages are tested in \`test/faults/pages.test.ts\`: for them an error status is a result, and there are no retries.
`
}
