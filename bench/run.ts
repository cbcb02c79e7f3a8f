// `npm run bench`: every bench in turn, or those that are named, one at a time: they share the machine's cores. With `--write` the
// figures that they report replace the table of bench/README.md.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import type { Figure } from './support/report.ts'

const folder = new URL('./', import.meta.url)
const readme = new URL('README.md', folder)
const benches = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.slice(0, -'.ts'.length))
  .sort()
const { values, positionals } = parseArgs({ options: { write: { type: 'boolean' } }, allowPositionals: true })
const unknown = positionals.filter((name) => !benches.includes(name))
if (unknown.length > 0) {
  console.error(`no bench is called ${unknown.join(', ')}; there are ${benches.join(', ')}`)
  process.exit(1)
}

let running: ChildProcess | undefined
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    running?.kill(signal)
    process.exit(1)
  })
}

const load = (): string => loadavg()[0]?.toFixed(1) ?? ''
const begun = { load: load(), day: new Date().toISOString().slice(0, 10) }
const rows: string[] = []
let failed = 0
for (const name of positionals.length > 0 ? positionals : benches) {
  const child = spawn(process.execPath, [new URL(`${name}.ts`, folder).pathname], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  running = child
  child.on('message', ({ what, measured, goal, isMet }: Figure) => {
    const verdict = isMet === undefined ? '' : isMet ? 'met' : 'missed'
    rows.push(`| \`${name}\` | ${what} | ${measured} | ${goal ?? ''} | ${verdict} |`)
  })
  const [[code]] = (await Promise.all([once(child, 'exit'), once(child, 'disconnect')])) as [
    [number | null],
    unknown,
  ]
  if (code === 0) continue
  failed++
  rows.push(`| \`${name}\` | the bench failed | | | |`)
  console.error(`the bench ${name} failed`)
}
process.exitCode = failed > 0 ? 1 : 0

if (values.write) {
  const git = (...args: string[]): string => execFileSync('git', args, { encoding: 'utf8' }).trim()
  const [processor] = cpus()
  const machine = `${cpus().length} × ${processor?.model.trim() || 'unknown processor'}, Node ${process.version}`
  const where = `${begun.day}, commit ${git('rev-parse', '--short', 'HEAD')}, ${machine}; load average ${begun.load} before the run.`
  const table = ['| bench | figure | measured | goal | |', '| --- | --- | --- | --- | --- |', ...rows].join(
    '\n',
  )
  const text = readFileSync(readme, 'utf8')
  const [before, after] = [text.indexOf('<!-- figures -->'), text.indexOf('<!-- end of figures -->')]
  if (before < 0 || after < before) throw new Error('bench/README.md has no place for the figures')
  writeFileSync(
    readme,
    `${text.slice(0, before)}<!-- figures -->\n${where}\n\n${table}\n${text.slice(after)}`,
  )
}
