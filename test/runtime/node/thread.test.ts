import { readdirSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { toAppError } from '../../../src/core/errors.ts'
import { decodersOf, features } from '../../../src/features/index.ts'
import { createDecode } from '../../../src/runtime/node/decode.ts'
import { createExecutor } from '../../../src/runtime/node/executor.ts'
import { samplesFolder } from '../../support/needs.ts'
import { sample, testOnSamples } from '../../support/samples.ts'

const executor = createExecutor({
  filename: new URL('../../../src/entry/thread.ts', import.meta.url),
  threads: 1,
})
const decodeTask = createDecode(executor)
const { signal } = new AbortController()
afterAll(() => executor.shutdown({ wait: false }))

const decoders = decodersOf(features)

// What any of the decoders may look for in its input.
const zone = { id: 'ANZ230', office: 'BOX', timeZone: 'America/New_York' }
const now = Date.UTC(2026, 8, 25)
const input = {
  zone,
  zones: ['ANZ230', 'ANZ355'],
  now,
  reference: now,
  spans: true,
  place: 'Annapolis',
  subreddit: 'sailing',
  limit: 5,
  t: 'day',
}

async function outcome(name: string, body: string, offloadAbove: number): Promise<unknown> {
  const decode = decoders.get(name) ?? (() => undefined)
  try {
    return { value: await decodeTask({ name, decode, body, input, offloadAbove }, signal) }
  } catch (error) {
    const { code, message, retry, retryAfterMs, provider, wasAsked } = toAppError(error)
    return { error: { code, message, retry, retryAfterMs, provider, wasAsked } }
  }
}

/** Compares both paths of every decoder on a body; says how many gave a value. */
async function compare(body: string): Promise<number> {
  let values = 0
  for (const name of decoders.keys()) {
    const inline = await outcome(name, body, Number.POSITIVE_INFINITY)
    expect(await outcome(name, body, -1), `${name} of ${body.slice(0, 60)}`).toStrictEqual(inline)
    if (Object.hasOwn(inline as object, 'value')) values++
  }
  return values
}

test('every decoder of the service fails alike inline and on a thread', async () => {
  for (const body of ['', '{}', '[]', 'null', '"fog"', '<html>', '{"status":"OVER_QUERY_LIMIT"}', '\u0000']) {
    await compare(body)
  }
})

test('an unknown decoder is an internal error', async () => {
  const task = { name: 'unknown/decoder', decode: () => 1, body: 'fog', input, offloadAbove: 0 }
  await expect(decodeTask(task, signal)).rejects.toMatchObject({ code: 'internal' })
})

testOnSamples('every decoder gives equal values inline and on a thread for real bodies', async () => {
  const files = readdirSync(samplesFolder, { recursive: true, encoding: 'utf8' })
  let values = 0
  for (const file of files.filter((name) => /\.(json|txt)$/.test(name))) {
    values += await compare(sample(file))
  }
  // Were all of them errors, the comparison would show little.
  expect(values).toBeGreaterThan(60)
})
