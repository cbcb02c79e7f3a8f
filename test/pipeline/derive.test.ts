import { expect, test } from 'vitest'
import { neverAborted } from '../../src/core/abort.ts'
import type { Tally } from '../../src/pipeline/call.ts'
import { derive } from '../../src/pipeline/derive.ts'
import { createContext } from '../support/context.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const clock = createVirtualClock()
const tally: Tally = { attempts: 0, provider: undefined, within: undefined }

test('what is not changed is that of the context it was made from', () => {
  const from = createContext(clock, { requestId: 'r1', traceparent: 'tp', refresh: true, turnUntil: 7 })
  const made = derive(from, { signal: neverAborted, tally })
  expect(made).toMatchObject({
    requestId: 'r1',
    traceparent: 'tp',
    refresh: true,
    turnUntil: 7,
    scope: from.scope,
    emit: from.emit,
  })
  expect(made.signal).toBe(neverAborted)
  expect(made.tally).toBe(tally)
  expect(derive(made, {}).tally).toBe(tally)
})

test('a deadline that moves is read anew, through any number of contexts', () => {
  let end = 100
  const made = derive(
    derive(
      derive(createContext(clock), {}, () => end),
      {},
    ),
    { tally },
  )
  expect(made.deadline).toBe(100)
  end = 250
  expect(made.deadline).toBe(250)
})

test('a copy made field by field has the deadline of that moment', () => {
  let end = 100
  const copy = { ...derive(createContext(clock), {}, () => end) }
  end = 250
  expect(copy.deadline).toBe(100)
})
