// The engine of Workers without Workers: its tables in SQLite, its alarms on a clock that the test moves. The object itself, its
// storage and its alarms are tested in test/workers.
import { silent } from '../../src/core/events.ts'
import { createDurableQueue, type QueueRpc, rpcOf } from '../../src/queues/durable/queue.ts'
import { SqlQueue } from '../../src/queues/sql/queue.ts'
import { openSqlite } from '../../src/runtime/sqlite.ts'
import { testKinds } from '../support/new-jobs.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'
import { describeQueue } from './queue-contract.ts'

const keepMs = 1_000
const defaults = { keepMs, pending: 100, perOwner: 10, atOnce: 4 }

describeQueue(
  'the engine of Workers',
  async () => {
    const clock = createVirtualClock()
    const sql = openSqlite()
    // As the platform does it: one alarm at a time, again when one has not come to its end.
    let alarmAt: number | null = null
    let cancelAlarm = (): void => {}
    let isRinging = false
    let board: SqlQueue | null = null
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
        const opened = new SqlQueue({
          sql,
          clock,
          kinds: testKinds,
          limits,
          emit: silent,
          isDurable: true,
          setAlarm: (at) => board === opened && setAlarm(at),
        })
        board = opened
        isRinging = false
        // What crosses to another object is a copy.
        const own = rpcOf(opened)
        const rpc: QueueRpc = {
          ask: async (name, given) => structuredClone(await own.ask(name, structuredClone(given))),
          watch: (id, after) => own.watch(id, after),
        }
        const queue = createDurableQueue({ rpc: () => rpc, clock })
        return { ...queue, start: (work) => opened.start(work) }
      },
      async kill() {
        cancelAlarm()
        board = null
      },
      pass: (ms) => clock.advance(ms),
      keepMs,
      canPassHours: true,
      async close() {
        cancelAlarm()
        sql.close()
      },
    }
  },
  { canStop: false },
)
