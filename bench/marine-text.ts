// How long does reading a marine text take: a bulletin of 5 KB, an office's product of 60 KB, and 1 MB of blocks that all
// differ? One process, warm; the median of the rounds is printed, and the slowest tenth's bound beside it.
import { performance } from 'node:perf_hooks'
import { generateForecast } from '../src/sandbox/generator/forecast.ts'
import { allZones, zoneById } from '../src/sources/marine/catalogue/zones.ts'
import { parseProduct } from '../src/sources/marine/text/parse-product.ts'

interface Case {
  name: string
  bytes: number
  rounds: number
}

const cases: readonly Case[] = [
  { name: 'bulletin, 5 KB', bytes: 5_000, rounds: 3_000 },
  { name: 'product, 60 KB', bytes: 60_000, rounds: 400 },
  { name: 'text, 1 MB', bytes: 1_000_000, rounds: 40 },
]
const issuedAt = Date.UTC(2026, 10, 20, 7, 30)
const options = {
  knows: (id: string): boolean => zoneById(id) !== undefined,
  timeZoneOf: (id: string): string | null => zoneById(id)?.timeZone ?? null,
}

/** Blocks of different zones and seeds below one heading, until the text is long enough. */
function textOf(bytes: number): string {
  const zones = allZones().filter(({ kind }) => kind === 'coastal')
  let text = ''
  for (let index = 0; text.length < bytes; index++) {
    const zone = zones[(index * 37) % zones.length]
    if (zone === undefined) break
    const request = { seed: index, zone, issuedAt, expiresAt: issuedAt + 12 * 3_600_000 }
    const made = generateForecast(request)
    text += text === '' ? made.text : `\n${made.block}`
  }
  return text
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0
}

const warmUp = textOf(60_000)
for (let round = 0; round < 300; round++) parseProduct(warmUp, options)

console.log('| text | bytes | periods | median | p90 | ns per character |')
console.log('| --- | --- | --- | --- | --- | --- |')
for (const { name, bytes, rounds } of cases) {
  const text = textOf(bytes)
  const taken: number[] = []
  let periods = 0
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    const { blocks } = parseProduct(text, options)
    taken.push(performance.now() - start)
    periods = blocks.reduce((sum, block) => sum + block.periods.length, 0)
  }
  taken.sort((a, b) => a - b)
  const median = quantile(taken, 0.5)
  const shown = (ms: number): string => (ms < 1 ? `${(ms * 1_000).toFixed(1)} µs` : `${ms.toFixed(2)} ms`)
  const perCharacter = ((median * 1e6) / text.length).toFixed(1)
  console.log(
    `| ${name} | ${text.length} | ${periods} | ${shown(median)} | ${shown(quantile(taken, 0.9))} | ${perCharacter} |`,
  )
}
