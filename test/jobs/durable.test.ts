// The engine of Workers without Workers: its tables in SQLite, its alarms on a clock that the test moves. The object itself, its
// storage and its alarms are tested in test/workers.
import { silent } from '../../src/core/events.ts'
import { linesOf } from '../../src/queues/durable/lines.ts'
import { type BoardStub, createDurableQueue, submitTo } from '../../src/queues/durable/queue.ts'
import { Board } from '../../src/queues/sql/board.ts'
import { openSqlite } from '../../src/runtime/sqlite.ts'
import { testKinds } from '../support/orders.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'
import { describeQueue } from './queue-contract.ts'

const keepMs = 1_000
const defaults = { keepMs, pending: 100, perOwner: 10, atOnce: 4 }

describeQueue('the engine of Workers', async () => {
  const clock = createVirtualClock()
  const sql = openSqlite()
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
    await ringing.alarm({ parts: 10, ms: 1_000 })
    if (board !== ringing) return
    isRinging = false
    if (alarmAt !== null) setAlarm(alarmAt)
  }

  return {
    async open(more) {
      const limits = { ...defaults, ...more }
      const opened = new Board({
        sql,
        clock,
        kinds: testKinds,
        limits,
        emit: silent,
        survives: true,
        setAlarm: (at) => board === opened && setAlarm(at),
      })
      board = opened
      isRinging = false
      const crossing =
        <In extends unknown[], Out>(ask: (...given: In) => Out) =>
        async (...given: In): Promise<Out> => {
          const answer = ask(...structuredClone(given))
          return answer instanceof ReadableStream ? answer : structuredClone(answer)
        }
      const stub: BoardStub = {
        submit: crossing((order) => submitTo(opened, order)),
        find: crossing((id) => opened.find(id)),
        checkpoints: crossing((id, from) => opened.checkpoints(id, from)),
        list: crossing((search, before) => opened.list(search, before)),
        cancel: crossing((id) => opened.cancel(id)),
        counts: crossing(() => opened.counts()),
        watch: crossing((id, after) => linesOf((signal) => opened.watch(id, after, signal))),
      }
      const queue = createDurableQueue({ board: () => stub, clock })
      return { ...queue, start: (work) => opened.startSliced(work) }
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
      sql.close()
    },
  }
})
