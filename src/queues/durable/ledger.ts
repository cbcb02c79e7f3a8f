// Jobs in the tables of one Durable Object. Everything here is synchronous: the platform makes one transaction of whatever is
// written between two awaits, so that no state is ever half there.
import type { ErrorCode } from '../../core/errors.ts'
import { type JobKinds, readCheckpoint, readRecord } from '../../jobs/kinds.ts'
import type { JobSearch } from '../../jobs/queue.ts'
import {
  type Checkpoint,
  goneMs,
  type JobFailure,
  type JobRecord,
  type JobState,
  jobStates,
  type Order,
} from '../../jobs/record.ts'

/** What is used of the object's storage. */
export interface Sql {
  exec(query: string, ...bindings: (string | number | null)[]): Iterable<Record<string, unknown>>
}

// `body` is the order, null once the job is gone: then the row is a tombstone. `wake` is when it is next worth running, `turn`
// when it last was, in turns given out; `tries` counts runs since the last one that came to an end of its own.
const tables = [
  `CREATE TABLE IF NOT EXISTS jobs (
    place INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, body TEXT, owner TEXT, idempotency TEXT,
    state TEXT NOT NULL, done INTEGER NOT NULL, created INTEGER NOT NULL, started INTEGER, ended INTEGER, expires INTEGER,
    error TEXT, wake INTEGER NOT NULL, turn INTEGER NOT NULL, tries INTEGER NOT NULL)`,
  'CREATE INDEX IF NOT EXISTS jobs_by_owner ON jobs (owner, place)',
  'CREATE INDEX IF NOT EXISTS jobs_by_state ON jobs (state, wake)',
  'CREATE INDEX IF NOT EXISTS jobs_by_key ON jobs (idempotency) WHERE idempotency IS NOT NULL',
  'CREATE INDEX IF NOT EXISTS jobs_by_end ON jobs (expires) WHERE expires IS NOT NULL',
  `CREATE TABLE IF NOT EXISTS checkpoints (
    place INTEGER NOT NULL, seq INTEGER NOT NULL, item INTEGER NOT NULL, code TEXT, body TEXT NOT NULL,
    PRIMARY KEY (place, seq)) WITHOUT ROWID`,
  'CREATE UNIQUE INDEX IF NOT EXISTS checkpoints_by_item ON checkpoints (place, item)',
]

/** A job that is worth running now. */
export interface Runnable {
  place: number
  job: JobRecord
  tries: number
}

/** The tables of one object. */
export class Ledger {
  readonly #sql: Sql
  readonly #kinds: JobKinds

  constructor(sql: Sql, kinds: JobKinds) {
    this.#sql = sql
    this.#kinds = kinds
    for (const table of tables) sql.exec(table)
  }

  #rows(query: string, ...bindings: (string | number | null)[]): Record<string, unknown>[] {
    return [...this.#sql.exec(query, ...bindings)]
  }

  #number(query: string, ...bindings: (string | number | null)[]): number | null {
    const value = this.#rows(query, ...bindings)[0]?.n
    return typeof value === 'number' ? value : null
  }

  /** The record that a row stands for; null for a tombstone, and for what this version cannot read. */
  #record(row: Record<string, unknown> | undefined): JobRecord | null {
    if (typeof row?.body !== 'string') return null
    const { state, done, created, started, ended, expires, error } = row
    const times = { createdAt: created, startedAt: started, endedAt: ended, expiresAt: expires }
    const failure = typeof error === 'string' ? JSON.parse(error) : null
    return readRecord({ ...JSON.parse(row.body), state, done, ...times, error: failure }, this.#kinds)
  }

  find(id: string): JobRecord | 'gone' | null {
    const [row] = this.#rows('SELECT * FROM jobs WHERE id = ?', id)
    return row ? (this.#record(row) ?? 'gone') : null
  }

  /** The job of this owner that was submitted under this key and is kept. */
  repeated({ owner, idempotency }: Pick<Order, 'owner' | 'idempotency'>): JobRecord | null {
    if (idempotency === null) return null
    const query = 'SELECT * FROM jobs WHERE idempotency = ? AND owner IS ? AND body IS NOT NULL'
    return this.#record(this.#rows(query, idempotency, owner)[0])
  }

  add(order: Order, now: number): void {
    const { id, owner, idempotency } = order
    this.#sql.exec(
      `INSERT INTO jobs (id, body, owner, idempotency, state, done, created, wake, turn, tries)
       VALUES (?, ?, ?, ?, 'pending', 0, ?, ?, 0, 0)`,
      ...[id, JSON.stringify(order), owner, idempotency, now, now],
    )
  }

  pending(): number {
    return this.#number("SELECT count(*) AS n FROM jobs WHERE state = 'pending'") ?? 0
  }

  underWay(owner: string): number {
    const query = "SELECT count(*) AS n FROM jobs WHERE owner = ? AND state IN ('pending', 'running')"
    return this.#number(query, owner) ?? 0
  }

  counts(): Record<JobState, number> {
    const counts = Object.fromEntries(jobStates.map((state) => [state, 0])) as Record<JobState, number>
    const query = 'SELECT state, count(*) AS n FROM jobs WHERE body IS NOT NULL GROUP BY state'
    for (const { state, n } of this.#rows(query)) counts[state as JobState] = Number(n)
    return counts
  }

  /** Jobs before a place, the newest first, with their places. */
  list({ owner, state, limit }: JobSearch, before: number): { place: number; job: JobRecord }[] {
    const query = `SELECT * FROM jobs WHERE owner IS ? AND place < ? AND body IS NOT NULL
      AND (? IS NULL OR state = ?) ORDER BY place DESC LIMIT ?`
    return this.#rows(query, owner, before, state ?? null, state ?? null, limit).flatMap((row) => {
      const job = this.#record(row)
      return job ? [{ place: Number(row.place), job }] : []
    })
  }

  checkpoints(id: string, { after, most }: { after: number; most: number }): Checkpoint[] {
    const query = `SELECT c.body FROM checkpoints c JOIN jobs j ON j.place = c.place
      WHERE j.id = ? AND j.body IS NOT NULL ORDER BY c.seq LIMIT ? OFFSET ?`
    return this.#rows(query, id, most, after).map(({ body }) => JSON.parse(String(body)) as Checkpoint)
  }

  /** What has landed; what this version cannot read is taken out, so that it is asked for again. */
  landed({ place, job }: Runnable): { index: number; code: ErrorCode | null }[] {
    const rows = this.#rows('SELECT item, code, body FROM checkpoints WHERE place = ?', place)
    const isKnown = ({ body }: Record<string, unknown>): boolean =>
      readCheckpoint(JSON.parse(String(body)), job.kind, this.#kinds) !== null
    for (const row of rows) {
      if (isKnown(row)) continue
      this.#sql.exec('DELETE FROM checkpoints WHERE place = ? AND item = ?', place, Number(row.item))
      this.#sql.exec('UPDATE jobs SET done = done - 1 WHERE place = ?', place)
    }
    return rows
      .filter(isKnown)
      .map(({ item, code }) => ({ index: Number(item), code: code as ErrorCode | null }))
  }

  /** Keeps what has landed, unless the job has ended or the item has landed before. */
  land(place: number, checkpoint: Checkpoint): void {
    const { index, part } = checkpoint
    const query = `INSERT INTO checkpoints (place, seq, item, code, body)
      SELECT place, (SELECT coalesce(max(seq), 0) + 1 FROM checkpoints c WHERE c.place = jobs.place), ?, ?, ?
      FROM jobs WHERE place = ? AND state = 'running' ON CONFLICT DO NOTHING RETURNING seq`
    const [kept] = this.#rows(query, index, part.error?.code ?? null, JSON.stringify(checkpoint), place)
    if (kept) this.#sql.exec('UPDATE jobs SET done = done + 1 WHERE place = ?', place)
  }

  /** The next job to run: one of those begun, or the first that waits while fewer than `atOnce` are begun. */
  next(now: number, atOnce: number, except: ReadonlySet<number>): Runnable | null {
    const query = `SELECT * FROM jobs WHERE state IN ${this.#statesToRun(atOnce)} AND wake <= ? ORDER BY turn, place`
    for (const row of this.#rows(query, now)) {
      const job = this.#record(row)
      if (job && !except.has(Number(row.place))) {
        return { place: Number(row.place), job, tries: Number(row.tries) }
      }
      // Of a kind that this version no longer has: it can never be run.
      if (!job) this.#sql.exec('DELETE FROM jobs WHERE place = ?', Number(row.place))
    }
    return null
  }

  #statesToRun(atOnce: number): string {
    const begun = this.#number("SELECT count(*) AS n FROM jobs WHERE state = 'running'") ?? 0
    return begun < atOnce ? "('running', 'pending')" : "('running')"
  }

  begin(place: number, now: number): void {
    this.#sql.exec(
      `UPDATE jobs SET state = 'running', started = coalesce(started, ?), tries = tries + 1,
       turn = (SELECT max(turn) + 1 FROM jobs) WHERE place = ?`,
      ...[now, place],
    )
  }

  /** Is run again, not before then. */
  sleep(place: number, wake: number, { isFine }: { isFine: boolean }): void {
    this.#sql.exec('UPDATE jobs SET wake = ? WHERE place = ?', Math.ceil(wake), place)
    if (isFine) this.#sql.exec('UPDATE jobs SET tries = 0 WHERE place = ?', place)
  }

  end(
    id: string,
    state: 'done' | 'failed' | 'cancelled',
    { now, keepMs, error = null }: { now: number; keepMs: number; error?: JobFailure | null },
  ): void {
    this.#sql.exec(
      `UPDATE jobs SET state = ?, ended = ?, expires = ?, error = ? WHERE id = ? AND state IN ('pending', 'running')`,
      ...[state, now, now + keepMs, error && JSON.stringify(error), id],
    )
  }

  /** Drops results that have had their time, and an hour later what is known of them. */
  sweep(now: number): void {
    const expired = 'SELECT place FROM jobs WHERE expires <= ? AND body IS NOT NULL'
    this.#sql.exec(`DELETE FROM checkpoints WHERE place IN (${expired})`, now)
    this.#sql.exec('UPDATE jobs SET body = NULL, error = NULL WHERE expires <= ? AND body IS NOT NULL', now)
    this.#sql.exec('DELETE FROM jobs WHERE expires <= ?', now - goneMs)
  }

  /** When there is next something to do, epoch ms; null when there is not. With `atOnce` null no jobs are run. */
  nextWake(atOnce: number | null): number | null {
    const states = atOnce !== null && this.#statesToRun(atOnce)
    const times = [
      states ? this.#number(`SELECT min(wake) AS n FROM jobs WHERE state IN ${states}`) : null,
      this.#number('SELECT min(expires) AS n FROM jobs WHERE body IS NOT NULL'),
      this.#number(`SELECT min(expires) + ${goneMs} AS n FROM jobs WHERE body IS NULL`),
    ].filter((time) => time !== null)
    return times.length > 0 ? Math.min(...times) : null
  }
}
