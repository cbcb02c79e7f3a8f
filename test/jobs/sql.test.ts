// The engine of one process, in memory and in a file, and its bounds.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { neverAborted } from '../../src/core/abort.ts'
import { silent } from '../../src/core/events.ts'
import { SqlQueue } from '../../src/queues/sql/queue.ts'
import { openSqlite, type Sqlite } from '../../src/runtime/sqlite.ts'
import { checkpointOf, newJobOf, readyWork, scriptedWork, testKinds } from '../support/new-jobs.ts'
import { createRecorder } from '../support/recorder.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'
import { describeQueue } from './queue-contract.ts'

const keepMs = 1_000
const limits = { keepMs, pending: 100, perOwner: 10, atOnce: 4 }
const kinds = testKinds
const never = neverAborted

describeQueue('a database in memory', async () => {
  const clock = createVirtualClock()
  return {
    open: async (more) =>
      new SqlQueue({
        ...{ clock, kinds, emit: silent, isDurable: false },
        sql: openSqlite(),
        limits: { ...limits, ...more },
      }),
    pass: (ms) => clock.advance(ms),
    keepMs,
    canPassHours: true,
    async close() {},
  }
})

/** A file for a database, removed when the test is over. */
function temporaryFile(): { file: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'jobs-'))
  return { file: join(folder, 'jobs.db'), remove: () => rmSync(folder, { recursive: true }) }
}

describeQueue('a database in a file', async () => {
  const clock = createVirtualClock()
  const { file, remove } = temporaryFile()
  let sql: Sqlite | undefined
  return {
    open: async (more) => {
      sql = openSqlite({ file })
      return new SqlQueue({
        ...{ clock, kinds, sql, emit: silent, isDurable: true },
        limits: { ...limits, ...more },
      })
    },
    kill: async () => sql?.close(),
    pass: (ms) => clock.advance(ms),
    keepMs,
    canPassHours: true,
    async close() {
      sql?.close()
      remove()
    },
  }
})

test('a file that another instance uses is refused', () => {
  const { file, remove } = temporaryFile()
  onTestFinished(remove)
  const first = openSqlite({ file })
  expect(() => openSqlite({ file })).toThrow('locked')
  first.close()
})

test('a job that kills its process repeatedly fails', async () => {
  const clock = createVirtualClock()
  const sql = openSqlite()
  const events = createRecorder()
  const open = () => new SqlQueue({ clock, kinds, sql, limits, emit: events.emit, isDurable: true })
  const { job } = await open().submit(newJobOf(), never)
  for (let count = 0; count < 4; count++) open().start(scriptedWork().work)
  expect(await open().find(job.id, never)).toMatchObject({ state: 'running' })
  const { work, asked } = scriptedWork()
  const last = open()
  last.start(work)
  expect(await last.find(job.id, never)).toMatchObject({ state: 'failed', error: { code: 'internal' } })
  expect([asked.length, events.of('job').at(-1)?.state]).toEqual([0, 'failed'])
})

test('a job whose process stops in order does not count as killed', async () => {
  const clock = createVirtualClock()
  const sql = openSqlite()
  const open = () => new SqlQueue({ clock, kinds, sql, limits, emit: silent, isDurable: true })
  const { job } = await open().submit(newJobOf(), never)
  for (let count = 0; count < 6; count++) {
    const queue = open()
    queue.start(scriptedWork().work)
    const stopped = queue.stop(0)
    await clock.advance(0)
    expect(await stopped).toEqual({ finished: 0, interrupted: 1 })
  }
  expect(await open().find(job.id, never)).toMatchObject({ state: 'running' })
})

describe('the size limit of a database', () => {
  const maxBytes = 120_000
  /** A queue whose jobs have one part of so many characters. */
  const queueOf = (characters: number) => {
    const clock = createVirtualClock()
    const events = createRecorder()
    const sql = openSqlite({ maxBytes })
    const queue = new SqlQueue({ clock, kinds, sql, limits, emit: events.emit, isDurable: false })
    queue.start({
      concurrency: 1,
      open:
        () =>
        async ({ index }) => ({ checkpoint: { ...checkpointOf(index), piece: 'x'.repeat(characters) } }),
    })
    const submit = async (): Promise<string> => {
      const { job } = await queue.submit(newJobOf({ items: 1 }), never)
      await clock.settle()
      return job.id
    }
    return { clock, events, queue, submit }
  }

  test('deletes the oldest results first', async () => {
    const { queue, submit } = queueOf(25_000)
    const ids: string[] = []
    for (let count = 0; count < 12; count++) ids.push(await submit())
    const found = await Promise.all(ids.map((id) => queue.find(id, never)))
    expect(found[0]).toBe('gone')
    expect(found.at(-1)).toMatchObject({ state: 'done' })
    expect(found.filter((job) => job !== 'gone').length).toBeGreaterThanOrEqual(2)
  })

  test('fails a job whose own result is too large', async () => {
    const { events, queue, submit } = queueOf(2 * maxBytes)
    const id = await submit()
    expect(await queue.find(id, never)).toMatchObject({
      state: 'failed',
      error: { code: 'overloaded' },
      done: 0,
    })
    expect(events.of('job').at(-1)).toMatchObject({ state: 'failed', code: 'overloaded' })
    expect(events.of('bug')).toEqual([])
  })
})

test('an expired job is dropped without a request, its watcher is notified, and no timer is left', async () => {
  const clock = createVirtualClock()
  const sql = openSqlite()
  const queue = new SqlQueue({ clock, kinds, sql, limits, emit: silent, isDurable: false })
  queue.start(readyWork())
  const { job } = await queue.submit(newJobOf(), never)
  await clock.settle()
  expect([...sql.exec('SELECT count(*) AS n FROM landed')]).toEqual([{ n: 3 }])
  await clock.advance(keepMs)
  expect([...sql.exec('SELECT count(*) AS n FROM landed')]).toEqual([{ n: 0 }])
  expect(await queue.find(job.id, never)).toBe('gone')
  await clock.advance(3_600_000)
  expect([...sql.exec('SELECT count(*) AS n FROM job')]).toEqual([{ n: 0 }])
  expect(clock.timers).toBe(0)
})
