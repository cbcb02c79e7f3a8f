// npm run parse -- FILE [--json]       what a marine text says, as a table or as JSON
// npm run parse -- --report DIR        how much of the texts of a folder no rule understood, and what no field holds
// npm run parse -- --report DIR --write  …and puts those shares into docs/marine-coverage.md
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { parseProduct } from 'nws-marine'
import { renderProduct } from '../src/cli/render/product.ts'
import { zoneById } from '../src/sources/marine/catalogue/zones.ts'
import type { ParsedProduct } from '../src/sources/marine/schema.ts'
import { lostWords } from './lost-words.ts'

const coverageFile = join(import.meta.dirname, '../docs/marine-coverage.md')
const marks = ['<!-- shares: begin -->', '<!-- shares: end -->'] as const
const usage = 'usage: npm run parse -- FILE [--json] | --report DIR [--write]'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    report: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
})

// A mistyped name gets a line of text, not a stack.
process.on('uncaughtException', (error: NodeJS.ErrnoException) => {
  console.error(
    error.code === 'ENOENT' ? `there is no ${error.path}\n${usage}` : (error.stack ?? String(error)),
  )
  process.exit(2)
})

if (values.report !== undefined) {
  const table = reportOf(values.report)
  console.log(table)
  if (values.write) writeShares(table)
} else {
  const [file] = positionals
  if (file === undefined) {
    console.error(usage)
    process.exitCode = 2
  } else {
    const product = read(file)
    console.log(values.json ? JSON.stringify(product, null, 2) : renderProduct(product).join('\n'))
    if (product.blocks.length === 0) process.exitCode = 1
  }
}

function read(file: string): ParsedProduct {
  return parseProduct(readFileSync(file, 'utf8'), {
    knows: (id) => zoneById(id) !== undefined,
    timeZoneOf: (id) => zoneById(id)?.timeZone ?? null,
    reference: Date.now(),
  })
}

function reportOf(folder: string): string {
  const files = readdirSync(folder).filter((name) => name.endsWith('.txt'))
  const lines = files.sort().map((name) => {
    const product = read(join(folder, name))
    const { blocks } = product
    const lost = sum(lostWords(readFileSync(join(folder, name), 'utf8'), product).map((word) => word.length))
    const periods = blocks.flatMap((block) => block.periods)
    const characters = sum(periods.map(({ text }) => text.length))
    const unread = sum(periods.flatMap(({ unparsed }) => unparsed.map((words) => words.length)))
    const share = characters === 0 ? '–' : `${((100 * unread) / characters).toFixed(2)} %`
    const noWind = periods.filter(({ wind }) => wind.length === 0).length
    const noSeas = periods.filter(({ seas, waveDetail }) => seas.length + waveDetail.length === 0).length
    return `| ${basename(name)} | ${blocks.length} | ${periods.length} | ${characters} | ${share} | ${lost} | ${noWind} | ${noSeas} |`
  })
  const head = '| file | blocks | periods | characters | unparsed | lost | without wind | without seas |'
  return [head, '| --- | --- | --- | --- | --- | --- | --- | --- |', ...lines].join('\n')
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

function writeShares(table: string): void {
  const page = readFileSync(coverageFile, 'utf8')
  const [begin, end] = marks
  const from = page.indexOf(begin)
  const to = page.indexOf(end)
  if (from < 0 || to < from) throw new Error(`no place for the table in ${coverageFile}`)
  writeFileSync(coverageFile, `${page.slice(0, from + begin.length)}\n${table}\n${page.slice(to)}`)
}
