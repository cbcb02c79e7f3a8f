// The engine of Workers without Workers: its tables in SQLite, its alarms on a clock that the test moves. The object itself, its
// storage and its alarms are tested in test/workers.
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { silent } from '../../src/core/events.ts'
import type { JobQueue } from '../../src/jobs/queue.ts'
import { Board } from '../../src/queues/durable/board.ts'
import type { Sql } from '../../src/queues/durable/ledger.ts'
import { type BoardStub, createDurableQueue } from '../../src/queues/durable/queue.ts'
import { testKinds } from '../support/orders.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'
import { describeQueue } from './queue-contract.ts'

const keepMs = 1_000
const defaults = { keepMs, pending: 100, perOwner: 10, atOnce: 4 }

describeQueue('the engine of Workers', async () => {
  const clock = createVirtualClock()
  const database = new DatabaseSync(':memory:')
  const sql: Sql = {
    exec: (query, ...bindings) =>
      database.prepare(query).all(...(bindings as SQLInputValue[])) as Iterable<Record<string, unknown>>,
  }
  // As the platform does it: one alarm at a time, again when one has not come to its end.
  let alarmAt: number | null = null
  let cancelAlarm = (): void => {}
  let isRinging = false
  let board: Board | null = null
  const setAlarm = (at: number): void => {
    alarmAt = at
    cancelAlarm()
    cancelAlarm = clock.after(at - clock.now(), ring)
  }
  const ring = async (): Promise<void> => {
    if (isRinging || !board) return
    const ringing = board
    isRinging = true
    alarmAt = null
    await ringing.alarm()
    if (board !== ringing) return
    isRinging = false
    if (alarmAt !== null) setAlarm(alarmAt)
  }
  const boards = new Map<JobQueue, Board>()

  return {
    async open(more) {
      const limits = { ...defaults, ...more }
      const opened = new Board({
        sql,
        clock,
        kinds: testKinds,
        limits,
        emit: silent,
        slice: { items: 10, ms: 1_000 },
        slicesPerAlarm: 100,
        pauseMs: 1,
        setAlarm: (at) => board === opened && setAlarm(at),
      })
      board = opened
      isRinging = false
      const stub = new Proxy({} as BoardStub, {
        get:
          (_, name: keyof BoardStub) =>
          async (...args: unknown[]) => {
            const ask = opened[name].bind(opened) as (...args: unknown[]) => unknown
            const answer = ask(...structuredClone(args))
            return answer instanceof ReadableStream ? answer : structuredClone(answer)
          },
      })
      const queue = createDurableQueue({ board: () => stub, clock })
      boards.set(queue, opened)
      return { ...queue, start: (work) => opened.start(work) }
    },
    async kill() {
      cancelAlarm()
      board = null
    },
    pass: (ms) => clock.advance(ms),
    keepMs,
    canPassHours: true,
    canStop: false,
    async close() {
      cancelAlarm()
      database.close()
    },
  }
})
