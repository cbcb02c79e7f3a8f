import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { neverAborted } from '../../../../src/core/abort.ts'
import { AppError } from '../../../../src/core/errors.ts'
import type { Compute } from '../../../../src/pipeline/task.ts'
import { createNodeRuntime } from '../../../../src/runtime/node/node.ts'
import type { Decoder } from '../../../../src/runtime/runtime.ts'
import type { Found } from '../../../../src/sources/marine/search/search-texts.ts'
import { createTextSearch } from '../../../../src/sources/marine/search/text-search.ts'
import { share } from '../../../support/effort.ts'

const terms = { all: [['gale']], none: [] }
const line = 'Gale force winds, gusts to 45 kt. '

/** Runs in place and remembers what it was given. */
function recording(fails?: (text: string) => boolean) {
  const asked: { length: number; offloadAbove: number }[] = []
  const compute: Compute = async (task, text, input, { offloadAbove }) => {
    asked.push({ length: text.length, offloadAbove })
    if (fails?.(text)) throw new AppError('overloaded', 'no thread is free')
    return task.decode(text, input)
  }
  return { compute, asked }
}

const lists = (count: number, length: number): string[][] =>
  Array.from({ length: count }, (_, index) => [
    `${index} ${line.repeat(Math.ceil(length / line.length))}`,
    'calm',
  ])

test('texts that arrive together are searched together, and inline if they are short', async () => {
  const { compute, asked } = recording()
  const find = createTextSearch(terms, { compute })
  const found = await Promise.all(lists(13, 1_000).map((texts) => find(texts)))
  expect(found.map((each) => each.map(({ index }) => index))).toEqual(new Array(13).fill([0]))
  expect(asked).toHaveLength(1)
  expect(asked[0]?.offloadAbove).toBe(Number.POSITIVE_INFINITY)
})

test('a large selection is cut into shards for the threads, between zones', async () => {
  const { compute, asked } = recording()
  const find = createTextSearch(terms, { compute })
  await Promise.all(lists(50, 5_000).map((texts) => find(texts)))
  expect(asked.length).toBeGreaterThan(12)
  for (const { length, offloadAbove } of asked) {
    expect(length).toBeLessThanOrEqual(16_384)
    expect(offloadAbove).toBe(0)
  }
})

test('texts that arrive later are not waited for', async () => {
  const { compute, asked } = recording()
  const find = createTextSearch(terms, { compute })
  await find([line])
  await find([line])
  expect(asked).toHaveLength(2)
})

test('a failed shard fails only its own zones', async () => {
  const { compute } = recording((text) => text.startsWith('0 '))
  const find = createTextSearch(terms, { compute })
  const results = await Promise.allSettled(lists(50, 5_000).map((texts) => find(texts)))
  const failed = results.filter(({ status }) => status === 'rejected')
  expect(failed.length).toBeGreaterThan(0)
  expect(failed.length).toBeLessThan(10)
})

test('inline, in shards and on threads give equal matches', async () => {
  const threadFile = new URL('../../../../src/entry/thread.ts', import.meta.url)
  const runtime = createNodeRuntime({ threadFile, threads: 2 })
  onTestFinished(() => runtime.close())
  let onThreads = 0
  const compute: Compute = async ({ name, decode }, body, input, { offloadAbove }) => {
    if (body.length > offloadAbove) onThreads++
    const task = { name, decode: decode as Decoder, body, input, offloadAbove }
    return (await runtime.decode(task, neverAborted)) as never
  }
  const word = fc.constantFrom('gale', 'Gale', 'fog', 'É', '10 to 15 kt', 'small-craft')
  const zone = fc.array(
    fc.array(word, { maxLength: 60 }).map((words) => words.join(' ')),
    { maxLength: 8 },
  )
  const numRuns = share(20)
  // Long enough for shards whatever the zones hold.
  const filler = [`${line.repeat(400)}gale`]
  await fc.assert(
    fc.asyncProperty(fc.array(zone, { maxLength: 6 }), async (zones) => {
      const all = [filler, ...zones, filler, filler]
      const inPlace: Found[][] = []
      for (const texts of all) inPlace.push(await createTextSearch(terms, recording())(texts))
      const find = createTextSearch(terms, { compute })
      expect(await Promise.all(all.map((texts) => find(texts)))).toEqual(inPlace)
    }),
    { numRuns },
  )
  expect(onThreads).toBeGreaterThanOrEqual(3 * numRuns)
})
