// How long does reading a marine text take, and how much garbage does it leave: a zone file of 1.2 KB, a bulletin of 5 KB, an
// office's product of 60 KB and 1 MB of blocks? Every text is read once only, so no cache has seen it. One process, warm.
//
// `node bench/marine-text.ts` prints medians and what is allocated, of a text with its periods as they are kept ("decoded", what a
// request costs) and with all their values ("typed", what a forecast costs once more). With `--against FOLDER` the parser of
// another checkout reads the same texts in turn, and the ratios of the medians to its are printed too.
import { join, resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { parseProduct, readProduct } from 'nws-marine'
import { generateForecast } from 'tributary-sandbox/generator/forecast.ts'
import { allZones, zoneById } from '../src/sources/marine/catalogue/zones.ts'

interface Case {
  name: string
  bytes: number
  rounds: number
}

const cases: readonly Case[] = [
  { name: 'zone file, 1.2 KB', bytes: 1, rounds: 1_500 },
  { name: 'bulletin, 5 KB', bytes: 4_000, rounds: 400 },
  { name: 'product, 60 KB', bytes: 60_000, rounds: 40 },
  { name: 'text, 1 MB', bytes: 1_000_000, rounds: 6 },
]
const { values } = parseArgs({ options: { against: { type: 'string' } } })
const issuedAt = Date.UTC(2026, 10, 20, 7, 30)
const options = {
  knows: (id: string): boolean => zoneById(id) !== undefined,
  timeZoneOf: (id: string): string | null => zoneById(id)?.timeZone ?? null,
}
type Parse = (text: string, context: typeof options) => unknown

let seed = 0

/** Blocks of different zones and seeds below one heading, until the text is long enough; never the same twice. */
function textOf(bytes: number): string {
  const zones = allZones().filter(({ kind }) => kind === 'coastal')
  let text = ''
  while (text.length < bytes) {
    const zone = zones[(seed * 37) % zones.length]
    if (zone === undefined) break
    const made = generateForecast({ seed: seed++, zone, issuedAt, expiresAt: issuedAt + 12 * 3_600_000 })
    text += text === '' ? made.text : `\n${made.block}`
  }
  // As it would arrive: one flat string, not a tree of pieces.
  return Buffer.from(text).toString('latin1')
}

async function parserOf(folder: string): Promise<Parse> {
  const url = pathToFileURL(join(resolve(folder), 'src/sources/marine/text/parse-product.ts'))
  return ((await import(url.href)) as { parseProduct: Parse }).parseProduct
}

interface Figures {
  taken: number[]
  garbage: number[]
}

function measure(parse: Parse, text: string, { taken, garbage }: Figures): void {
  const heap = process.memoryUsage().heapUsed
  const start = performance.now()
  kept = parse(text, options)
  taken.push(performance.now() - start)
  // A collection between the two readings makes the difference negative: such a round tells nothing.
  const grown = process.memoryUsage().heapUsed - heap
  if (grown > 0) garbage.push(grown)
}

const quantile = (list: readonly number[], share: number): number =>
  list.toSorted((a, b) => a - b)[Math.floor((list.length - 1) * share)] ?? 0
const shownTime = (ms: number): string => (ms < 1 ? `${(ms * 1_000).toFixed(1)} µs` : `${ms.toFixed(2)} ms`)

// What was parsed last: without a use the work could be left out.
let kept: unknown
const other = values.against === undefined ? null : await parserOf(values.against)
const subjects: { name: string; parse: Parse }[] = [
  { name: 'decoded', parse: readProduct },
  { name: 'typed', parse: parseProduct },
  ...(other === null ? [] : [{ name: 'the other', parse: other }]),
]
const warmUp = Array.from({ length: 300 }, () => textOf(5_000))
for (const { parse } of subjects) for (const text of warmUp) kept = parse(text, options)

console.log('| text | bytes | read as | median | p90 | allocated | of the other |')
console.log('| --- | --- | --- | --- | --- | --- | --- |')
for (const { name, bytes, rounds } of cases) {
  const figures = subjects.map((): Figures => ({ taken: [], garbage: [] }))
  // Made before they are read: the generator would leave the processor's caches full of its own.
  const texts = Array.from({ length: rounds }, () => textOf(bytes))
  const length = texts.reduce((sum, text) => sum + text.length, 0) / rounds
  // In turns of some texts, so that each reads with its own code warm, and none is always the first to meet a text.
  const turn = Math.max(1, Math.ceil(rounds / 30))
  for (let from = 0, round = 0; from < rounds; from += turn, round++) {
    for (let step = 0; step < subjects.length; step++) {
      const index = (step + round) % subjects.length
      const { parse } = subjects[index] as (typeof subjects)[number]
      for (const text of texts.slice(from, from + turn)) measure(parse, text, figures[index] as Figures)
    }
  }
  const medians = figures.map(({ taken }) => quantile(taken, 0.5))
  figures.forEach(({ taken, garbage }, index) => {
    const median = medians[index] ?? 0
    const ratio = other === null ? '' : (median / (medians.at(-1) ?? 1)).toFixed(2)
    console.log(
      `| ${name} | ${Math.round(length)} | ${subjects[index]?.name} | ${shownTime(median)} | ${shownTime(quantile(taken, 0.9))} | ` +
        `${(quantile(garbage, 0.5) / 1024).toFixed(1)} KB | ${ratio} |`,
    )
  })
}
if (kept === undefined) throw new Error('nothing was parsed')
