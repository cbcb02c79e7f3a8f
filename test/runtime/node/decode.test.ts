import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { AppError } from '../../../src/core/errors.ts'
import { createDecode } from '../../../src/runtime/node/decode.ts'
import { createExecutor } from '../../../src/runtime/node/executor.ts'
import { share } from '../../support/effort.ts'
import { decoders } from './thread-fixture.ts'

const executor = createExecutor({ filename: new URL('./thread-fixture.ts', import.meta.url), threads: 1 })
const decodeTask = createDecode(executor)
const { signal } = new AbortController()
afterAll(() => executor.shutdown({ wait: false }))

/** What a decoder gives or throws, as a reader of the answer sees it. */
async function outcome(name: string, body: string, input: unknown, offloadAbove: number): Promise<unknown> {
  const decode = decoders[name] ?? (() => undefined)
  try {
    return { value: await decodeTask({ name, decode, body, input, offloadAbove }, signal) }
  } catch (error) {
    if (!(error instanceof AppError)) return { thrown: error }
    const { code, message, retry, retryAfterMs, provider, wasAsked } = error
    return { error: { code, message, retry, retryAfterMs, provider, wasAsked } }
  }
}

const both = async (name: string, body: string, input: unknown = null): Promise<unknown[]> => [
  await outcome(name, body, input, body.length),
  await outcome(name, body, input, body.length - 1),
]

test('inline and thread give equal values for any body and input', async () => {
  await fc.assert(
    fc.asyncProperty(fc.json(), fc.jsonValue(), async (body, input) => {
      const [inline, thread] = await both('json', body, input)
      expect(thread).toStrictEqual(inline)
    }),
  )
})

test('inline and thread fail alike for bodies that are not JSON', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string(), async (text) => {
      const [inline, thread] = await both('json', `{${text}`)
      expect(thread).toStrictEqual(inline)
    }),
    { numRuns: share(50) },
  )
})

test.each(['invalid', 'bug'])('inline and thread throw the same AppError (%s)', async (name) => {
  const [inline, thread] = await both(name, '{}')
  expect(inline).toHaveProperty('error.code')
  expect(thread).toStrictEqual(inline)
})

test('a body of the maximum length is decoded inline, a longer one on a thread', async () => {
  const where: string[] = []
  const decode = createDecode({
    submit: (task, given) => {
      where.push('thread')
      return executor.submit(task, given)
    },
  })
  const task = { name: 'echo', decode: (body: string) => body, input: null, offloadAbove: 4 }
  expect(await decode({ ...task, body: 'haze' }, signal)).toBe('haze')
  expect(where).toEqual([])
  expect(await decode({ ...task, body: 'hazes' }, signal)).toBe('hazes')
  expect(where).toEqual(['thread'])
})
