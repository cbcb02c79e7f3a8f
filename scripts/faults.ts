// `npm run faults`: plays every cell of the fault matrix over real sockets, prints cells passed of cells tried, and exits
// with 1 when one has failed. `-- --write` puts the table into docs/faults.md; `-- --only redirect` plays some of them.
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { systemClock } from '../src/core/clock.ts'
import { cells, faults, nameOf, sources } from '../test/faults/cells.ts'
import type { CellResult } from '../test/faults/play-cell.ts'
import { playMatrix } from '../test/faults/play-matrix.ts'

/** More than this over the budget is a failure of the cell. */
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
const times = `longest answer ${slowest} ms; most over its budget ${overrun} ms`

console.log(table(results))
console.log(`\n${summary} in ${seconds} s (${times})`)
if (values.write && only === '') {
  const file = new URL('../docs/faults.md', import.meta.url)
  // What follows the table of upstreams is written by hand.
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

Made by \`npm run faults -- --write\`; the same cells run in CI (\`test/faults\`). Every fault is played over real sockets by
the sandbox, against the whole service, for each source, with the caches cold, fresh, stale and expired, and for that
upstream alone and for all of them: ${results.length} cells. Of each cell these are checked: the status, the whole body
against its schema, every part (status, provider, attempts, code), the number of requests that each upstream saw, that
nothing is left in flight, and that the next request with the upstream well again is complete.
What must come of a cell is written in \`test/faults/expectation.ts\`.

**${summary}**; ${times}.

The columns show what a caller gets with a cold cache: with one upstream broken from a briefing (200, and the code of the
part that failed, if one did: a zone's file has a successor), with all of them broken from any route. With a fresh cache
every answer is complete and no upstream is asked; with a stale one every answer is complete at once.

${table(results)}

- \`refuse\` resets the connection as its request comes: a sandbox that serves all upstreams on one port cannot refuse one.
- \`truncate\` cuts a body in half under a matching length. What ends in the middle, of JSON or of a line, is refused.
- \`short budget\`: the caller's 300 ms end before the attempt's 500 ms, so that the deadline is what is tested.
- \`503\` and \`429\` ask for 30 seconds of patience, more than the budget has, and so are not tried again.
- Pages have a table of their own in \`test/faults/pages.test.ts\`: of a page a status is news, and nothing is asked twice.
`
}
