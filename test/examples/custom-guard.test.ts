import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createQuota } from '../../examples/custom-guard.ts'
import { defineEndpoint } from '../../src/pipeline/endpoint.ts'
import { defaultPolicy, defineSource } from '../../src/pipeline/source.ts'
import { buildForTest } from '../support/built-source.ts'
import { createContext } from '../support/context.ts'
import { promisesOfAGuard, through } from '../support/guard-contract.ts'
import { createScriptedCall } from '../support/scripted-call.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

describe('as every guard', () => promisesOfAGuard((clock) => createQuota({ perDay: 1, clock })))

const predictions = defineEndpoint<string, string, object>({
  name: 'tides/tides',
  provider: 'tides',
  accept: 'json',
  describe: (station) => ({ url: `https://tides.test/${station}` }),
  decode: (body) => body,
})

const tides = defineSource<string, string, object>({
  name: 'tides',
  settings: z.object({}),
  policy: defaultPolicy,
  providers: [{ name: 'tides', baseUrl: () => null, guard: (clock) => createQuota({ perDay: 2, clock }) }],
  endpoints: [predictions],
  key: (station) => station,
  output: z.string(),
  build: (kit) => kit.ask(predictions),
})

test('attempts spend the quota, a spent quota is reported, and it is renewed the next day', async () => {
  const { ask, built, requests, clock, events } = buildForTest(tides, () => ({ body: '"high"' }), {
    startsAt: Date.UTC(2026, 10, 20, 23),
  })
  expect(built.view().providers[0]?.guards).toEqual(['breaker', 'limit', 'rate', 'pool', 'quota'])
  await ask('a')
  await ask('b')
  const refusal = { code: 'overloaded', provider: 'tides', message: '2 requests were made today' }
  await expect(ask('c')).rejects.toMatchObject(refusal)
  expect(events.of('refused')).toMatchObject([{ by: 'quota', code: 'overloaded' }])
  await clock.advance(3_600_000)
  await expect(ask('c')).resolves.toMatchObject({ value: '"high"' })
  expect(requests.length).toBe(3)
})

test('an abandoned attempt costs nothing', async () => {
  const clock = createVirtualClock()
  const inner = createScriptedCall<string, string>()
  const call = through([createQuota({ perDay: 1, clock })], inner.call)
  const leaving = createContext(clock)
  const left = call('k', leaving)
  leaving.abort('left')
  await expect(left).rejects.toBe('left')
  const next = call('k', createContext(clock))
  inner.answer('high')
  await expect(next).resolves.toBe('high')
})
