import { expect, test } from 'vitest'
import { z } from 'zod'
import { defineCollection } from '../../src/define/collection.ts'
import type { AnswerCollector } from '../../src/define/collector.ts'
import { flag } from '../../src/define/field.ts'
import { listed } from '../../src/define/selection.ts'
import { defaultPolicy, defineSource } from '../../src/pipeline/source.ts'

const depths = defineSource({
  name: 'depths',
  settings: z.object({ UNIT: z.string().default('m') }),
  policy: defaultPolicy,
  providers: [{ name: 'chart', baseUrl: () => null }],
  endpoints: [],
  key: ({ buoy }: { buoy: string }) => buoy,
  output: z.number(),
  requests: (parts) => 1 + parts,
  build: () => async () => {
    throw new Error('is not asked here')
  },
})

const Depth = z.object({ buoy: z.string(), depth: z.string() })
let isOff = false
const { route, job } = defineCollection({
  path: '/v1/depths',
  operationId: 'getDepths',
  summary: 'Depths',
  description: 'At buoys',
  job: { kind: 'depths', example: { buoys: ['a'] } },
  item: z.string(),
  select: { buoys: listed({ item: z.string(), description: 'Buoys', examples: ['a'] }) },
  options: { raw: flag({ description: 'Without the unit' }) },
  max: { request: 2, job: 4 },
  part: {
    source: depths,
    input: (buoy) => ({ buoy }),
    present: (depth, { item, options, settings }) => ({
      buoy: item,
      depth: options.raw ? `${depth}` : `${depth} ${settings.UNIT}`,
    }),
  },
  piece: Depth,
  data: z.object({ depths: z.array(Depth) }),
  assemble: (gathered) => ({ depths: gathered.map(({ piece }) => piece) }),
  allow() {
    if (isOff) throw new Error('off')
  },
})

/** Answers from a table; what is not in it has failed. */
const gatheringOf = (table: Record<string, number>): AnswerCollector => ({
  now: 0,
  settings: () => ({ UNIT: 'm' }) as never,
  compute: () => Promise.reject(new Error('nothing is computed here')),
  require: () => Promise.reject(new Error('nothing is required here')),
  async ask(source, input, present) {
    const depth = table[source.key(input)]
    return depth === undefined ? null : present(depth as never)
  },
})

test('the route assembles the available items in the order requested', async () => {
  const query = route.input.parse({ buoys: 'b,a' })
  expect(await route.gather(query, gatheringOf({ a: 1, b: 2 }))).toEqual({
    depths: [
      { buoy: 'b', depth: '2 m' },
      { buoy: 'a', depth: '1 m' },
    ],
  })
  expect(await route.gather(query, gatheringOf({ a: 1 }))).toEqual({ depths: [{ buoy: 'a', depth: '1 m' }] })
})

test('the job requests one by one the items that the route requests at once, and assembles the same result', async () => {
  const input = job?.input.parse({ buoys: ['b', 'a', 'c'], raw: true })
  const items = job?.items(input) ?? []
  const collector = gatheringOf({ a: 1, b: 2 })
  const pieces = await Promise.all(items.map((item) => job?.ask(item, input, collector)))
  expect(pieces).toEqual([{ buoy: 'b', depth: '2' }, { buoy: 'a', depth: '1' }, null])
  const gathered = [{ item: 'b', piece: pieces[0] }]
  expect(job?.assemble(gathered, input)).toEqual({ depths: [{ buoy: 'b', depth: '2' }] })
})

test('the number of upstream requests is derived from the items, as the source declares', () => {
  expect(route.requests(route.input.parse({ buoys: 'a,b' }))).toBe(3)
  expect(route.sources).toEqual(['depths'])
})

test('a route that its source refuses requests nothing', async () => {
  isOff = true
  await expect(route.gather(route.input.parse({ buoys: 'a' }), gatheringOf({ a: 1 }))).rejects.toThrow('off')
  isOff = false
})
