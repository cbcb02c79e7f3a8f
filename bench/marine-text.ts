// How long does parsing a marine text take, and how much garbage does it leave: a zone file of 1.2 KB, a bulletin of 5 KB, an
// office's product of 60 KB and 1 MB of blocks? Every text is parsed once, so no cache has seen it. One process, warm.
//
// `node --max-semi-space-size=64 bench/marine-text.ts` prints, for each text, what a request for advisories costs ("decoded":
// periods stay untyped) and what a forecast of it costs ("typed": all values). Time is CPU time over batches of texts, so that
// other processes count less; a batch in which the heap was collected says nothing of garbage. With `--against FOLDER` another
// checkout parses the same texts in turn, and the ratios to it are printed.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { generateForecast } from 'tributary-sandbox/generator/forecast.ts'
import { allZones, knowsZone, timeZoneOf } from '../src/sources/marine/catalogue/zones.ts'
import { report } from './support/report.ts'

interface Case {
  name: string
  bytes: number
  /** Texts of a batch, whose CPU time is measured at once. */
  batch: number
  batches: number
  /** Goals for one text, in the order of `ways`. */
  maxMicroseconds: readonly (number | undefined)[]
}

const cases: readonly Case[] = [
  { name: 'zone file, 1.2 KB', bytes: 1, batch: 120, batches: 40, maxMicroseconds: [25, 30] },
  { name: 'bulletin, 5 KB', bytes: 4_000, batch: 30, batches: 40, maxMicroseconds: [60] },
  { name: 'product, 60 KB', bytes: 60_000, batch: 2, batches: 40, maxMicroseconds: [1_000] },
  { name: 'text, 1 MB', bytes: 1_000_000, batch: 1, batches: 8, maxMicroseconds: [50_000] },
]
const { values } = parseArgs({ options: { against: { type: 'string' } } })
const issuedAt = Date.UTC(2026, 10, 20, 7, 30)
const coastal = allZones().filter(({ kind }) => kind === 'coastal')
let seed = 0

/** Blocks of different zones and seeds below one heading, until the text is long enough; never the same twice. */
function textOf(bytes: number): string {
  let text = ''
  while (text.length < bytes) {
    const zone = coastal[(seed * 37) % coastal.length]
    if (zone === undefined) break
    const made = generateForecast({ seed: seed++, zone, issuedAt, expiresAt: issuedAt + 12 * 3_600_000 })
    text += text === '' ? made.text : `\n${made.block}`
  }
  // As it would arrive: one flat string, not a tree of pieces.
  return Buffer.from(text).toString('latin1')
}

// The subjects of a checkout: what a request for advisories does, and what a forecast does.
const ways = ['decoded', 'typed']
type Parse = (text: string) => unknown
interface Grammar {
  parseProduct: (text: string, options: object) => unknown
}

/** What a checkout makes of a text: the texts of its zones, and all its values. */
async function subjectsOf(folder: string): Promise<Parse[]> {
  const load = (path: string): Promise<unknown> => import(pathToFileURL(join(resolve(folder), path)).href)
  const { readZoneTexts } = (await load('src/sources/marine/zone-texts.ts')) as { readZoneTexts: Parse }
  const places = ['packages/nws-marine/src', 'src/sources/marine/text']
  const place = places.find((path) => existsSync(join(folder, path))) ?? ''
  const { parseProduct } = (await load(`${place}/parse-product.ts`)) as Grammar
  return [readZoneTexts, (text) => parseProduct(text, { knows: knowsZone, timeZoneOf })]
}

interface Figures {
  microseconds: number[]
  kilobytes: number[]
}

function measure(parse: Parse, texts: readonly string[], { microseconds, kilobytes }: Figures): void {
  const heap = process.memoryUsage().heapUsed
  const start = process.cpuUsage()
  for (const text of texts) kept = parse(text)
  const { user, system } = process.cpuUsage(start)
  microseconds.push((user + system) / texts.length)
  const grown = process.memoryUsage().heapUsed - heap
  if (grown > 0) kilobytes.push(grown / 1024 / texts.length)
}

const quantile = (list: readonly number[], share: number): number =>
  list.toSorted((a, b) => a - b)[Math.floor((list.length - 1) * share)] ?? 0
const shown = (us: number): string => (us < 1_000 ? `${us.toFixed(1)} µs` : `${(us / 1_000).toFixed(2)} ms`)

// What was parsed last: without a use the work could be left out.
let kept: unknown
const own = await subjectsOf(join(import.meta.dirname, '..'))
const others = values.against === undefined ? [] : await subjectsOf(values.against)
const subjects = [...own, ...others]
for (let round = 0; round < 300; round++) {
  const text = textOf(5_000)
  for (const parse of subjects) kept = parse(text)
}

const reported: { what: string; microseconds: number; max?: number }[] = []
const garbage: number[] = []
console.log('| text | parsed as | median | lower quartile | allocated | of the other: time, garbage |')
console.log('| --- | --- | --- | --- | --- | --- |')
for (const { name, bytes, batch, batches, maxMicroseconds } of cases) {
  const figures = subjects.map((): Figures => ({ microseconds: [], kilobytes: [] }))
  for (let round = 0; round < batches; round++) {
    const texts = Array.from({ length: batch }, () => textOf(bytes))
    // None is always the first to meet a text.
    for (let step = 0; step < subjects.length; step++) {
      const index = (step + round) % subjects.length
      measure(subjects[index] as Parse, texts, figures[index] as Figures)
    }
  }
  own.forEach((_, index) => {
    const { microseconds, kilobytes } = figures[index] as Figures
    const other = figures[index + own.length]
    const ratio = (of: keyof Figures): string =>
      other === undefined
        ? ''
        : (quantile((figures[index] as Figures)[of], 0.25) / quantile(other[of], 0.25)).toFixed(2)
    console.log(
      `| ${name} | ${ways[index]} | ${shown(quantile(microseconds, 0.5))} | ` +
        `${shown(quantile(microseconds, 0.25))} | ${quantile(kilobytes, 0.5).toFixed(1)} KB | ` +
        `${ratio('microseconds')} ${ratio('kilobytes')} |`,
    )
    const max = maxMicroseconds[index]
    reported.push({
      what: `${name}, ${ways[index]}`,
      microseconds: quantile(microseconds, 0.5),
      ...(max !== undefined && { max }),
    })
    if (name === cases[0]?.name) garbage.push(quantile(kilobytes, 0.5))
  })
}
for (const { what, microseconds, max } of reported) {
  report(what, microseconds, { unit: ' µs', digits: 1, ...(max !== undefined && { max }) })
}
report('zone file, decoded, allocated', garbage[0] ?? 0, { max: 10, unit: ' KB', digits: 1 })
report('zone file, typed, allocated', garbage[1] ?? 0, { unit: ' KB', digits: 1 })
if (kept === undefined) throw new Error('nothing was parsed')
