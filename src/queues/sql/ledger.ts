// Jobs in tables: one SQL for Node, Bun, Deno and the Durable Object. Every step is synchronous and one statement, so that no
// state is ever half there, whenever the process ends.
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

export type SqlValue = string | number | null

/** What is used of a database: runs one statement and gives its rows. */
export interface Sql {
  exec(query: string, ...bindings: SqlValue[]): Iterable<Record<string, unknown>>
}

// `body` is the order, null once the job is gone: then the row is a tombstone. `tries` counts how often the job was taken up
// since a part of it last landed.
const tables = [
  `CREATE TABLE IF NOT EXISTS job (
    place INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, body TEXT, owner TEXT, state TEXT NOT NULL,
    created INTEGER NOT NULL, started INTEGER, ended INTEGER, expires INTEGER, error TEXT, tries INTEGER NOT NULL DEFAULT 0)`,
  'CREATE INDEX IF NOT EXISTS job_by_owner ON job (owner, place)',
  'CREATE INDEX IF NOT EXISTS job_by_state ON job (state, place)',
  'CREATE INDEX IF NOT EXISTS job_by_end ON job (expires) WHERE expires IS NOT NULL',
  `CREATE TABLE IF NOT EXISTS checkpoint (
    place INTEGER NOT NULL, seq INTEGER NOT NULL, item INTEGER NOT NULL, code TEXT, body TEXT NOT NULL,
    PRIMARY KEY (place, seq)) WITHOUT ROWID`,
  'CREATE UNIQUE INDEX IF NOT EXISTS checkpoint_by_item ON checkpoint (place, item)',
]

const jobs =
  'SELECT job.*, (SELECT count(*) FROM checkpoint WHERE checkpoint.place = job.place) AS done FROM job'

/** A job with its place among all jobs. */
export interface Placed {
  place: number
  job: JobRecord
}

/** The tables of one database. */
export class Ledger {
  readonly #sql: Sql
  readonly #kinds: JobKinds

  constructor(sql: Sql, kinds: JobKinds) {
    this.#sql = sql
    this.#kinds = kinds
    for (const table of tables) this.#rows(table)
  }

  #rows(query: string, ...bindings: SqlValue[]): Record<string, unknown>[] {
    return [...this.#sql.exec(query, ...bindings)]
  }

  #number(query: string, ...bindings: SqlValue[]): number | null {
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

  #placed(rows: readonly Record<string, unknown>[]): Placed[] {
    return rows.flatMap((row) => {
      const job = this.#record(row)
      return job ? [{ place: Number(row.place), job }] : []
    })
  }

  find(id: string): JobRecord | 'gone' | null {
    const [row] = this.#rows(`${jobs} WHERE id = ?`, id)
    return row ? (this.#record(row) ?? 'gone') : null
  }

  /** Keeps a new job; the tombstone of one that had the same id goes. */
  add(order: Order, now: number): void {
    this.#rows(
      `INSERT OR REPLACE INTO job (id, body, owner, state, created) VALUES (?, ?, ?, 'pending', ?)`,
      ...[order.id, JSON.stringify(order), order.owner, now],
    )
  }

  pending(): number {
    return this.#number("SELECT count(*) AS n FROM job WHERE state = 'pending'") ?? 0
  }

  underWay(owner: string): number {
    const query = "SELECT count(*) AS n FROM job WHERE owner = ? AND state IN ('pending', 'running')"
    return this.#number(query, owner) ?? 0
  }

  counts(): Record<JobState, number> {
    const counts = Object.fromEntries(jobStates.map((state) => [state, 0])) as Record<JobState, number>
    const query = 'SELECT state, count(*) AS n FROM job WHERE body IS NOT NULL GROUP BY state'
    for (const { state, n } of this.#rows(query)) counts[state as JobState] = Number(n)
    return counts
  }

  /** Jobs before a place, the newest first. */
  list({ owner, state, limit }: JobSearch, before: number): Placed[] {
    const only = state ?? null
    const query = `${jobs} WHERE owner IS ? AND place < ? AND body IS NOT NULL AND (? IS NULL OR state = ?)
      ORDER BY place DESC LIMIT ?`
    return this.#placed(this.#rows(query, owner, before, only, only, limit))
  }

  /** Of a job that is kept, in the order of landing. */
  checkpoints(id: string, { after, most }: { after: number; most: number }): Checkpoint[] {
    const query = `SELECT c.body FROM checkpoint c JOIN job ON job.place = c.place
      WHERE job.id = ? AND job.body IS NOT NULL ORDER BY c.seq LIMIT ? OFFSET ?`
    return this.#rows(query, id, most, after).map(({ body }) => JSON.parse(String(body)) as Checkpoint)
  }

  /** What has landed of a job; what this version cannot read is taken out, so that it is asked for again. */
  landed({ place, job }: Placed): Map<number, ErrorCode | null> {
    const landed = new Map<number, ErrorCode | null>()
    for (const { item, code, body } of this.#rows('SELECT * FROM checkpoint WHERE place = ?', place)) {
      const isKnown = readCheckpoint(JSON.parse(String(body)), job.kind, this.#kinds) !== null
      if (isKnown) landed.set(Number(item), code as ErrorCode | null)
      else this.#rows('DELETE FROM checkpoint WHERE place = ? AND item = ?', place, Number(item))
    }
    return landed
  }

  /** Keeps what has landed and says so, unless the job has ended or the item has landed before. */
  land(place: number, checkpoint: Checkpoint): boolean {
    const { index, part } = checkpoint
    const query = `INSERT INTO checkpoint (place, seq, item, code, body)
      SELECT place, (SELECT coalesce(max(seq), 0) + 1 FROM checkpoint c WHERE c.place = job.place), ?, ?, ?
      FROM job WHERE place = ? AND state = 'running' ON CONFLICT DO NOTHING RETURNING seq`
    return this.#rows(query, index, part.error?.code ?? null, JSON.stringify(checkpoint), place).length > 0
  }

  /** Jobs to be run, those that were begun already first, then in the order in which they came. */
  unfinished(limit: number): (Placed & { tries: number })[] {
    const query = `${jobs} WHERE state IN ('running', 'pending') ORDER BY state DESC, place LIMIT ?`
    return this.#rows(query, limit).flatMap((row) => {
      const job = this.#record(row)
      if (job) return [{ place: Number(row.place), job, tries: Number(row.tries) }]
      // Of a kind that this version no longer has: it can never be run.
      this.#rows('DELETE FROM job WHERE place = ?', Number(row.place))
      return []
    })
  }

  begin(place: number, now: number): void {
    const query = `UPDATE job SET state = 'running', started = coalesce(started, ?), tries = tries + 1 WHERE place = ?`
    this.#rows(query, now, place)
  }

  /** It has not been taken up in vain: something of it has landed, or it was put away in order. */
  progressed(place: number): void {
    this.#rows('UPDATE job SET tries = 0 WHERE place = ? AND tries > 0', place)
  }

  /** Ends a job and says so, unless it has ended already. */
  end(
    id: string,
    state: 'done' | 'failed' | 'cancelled',
    { now, keepMs, error = null }: { now: number; keepMs: number; error?: JobFailure | null },
  ): boolean {
    const query = `UPDATE job SET state = ?, ended = ?, expires = ?, error = ?
      WHERE id = ? AND state IN ('pending', 'running') RETURNING place`
    return this.#rows(query, state, now, now + keepMs, error && JSON.stringify(error), id).length > 0
  }

  /** Drops results that have had their time, and an hour later what is known of them. */
  sweep(now: number): void {
    this.#drop('expires <= ? AND body IS NOT NULL', now)
    this.#rows('DELETE FROM job WHERE expires <= ?', now - goneMs)
  }

  /** Drops the oldest result before its time and says so; false when there is none. */
  dropOldest(): boolean {
    const query =
      'SELECT place AS n FROM job WHERE expires IS NOT NULL AND body IS NOT NULL ORDER BY place LIMIT 1'
    const place = this.#number(query)
    if (place !== null) this.#drop('place = ?', place)
    return place !== null
  }

  #drop(where: string, value: number): void {
    this.#rows(`DELETE FROM checkpoint WHERE place IN (SELECT place FROM job WHERE ${where})`, value)
    this.#rows(`UPDATE job SET body = NULL, error = NULL WHERE ${where}`, value)
  }

  /** When something next has had its time, epoch ms; null when there is nothing. */
  nextExpiry(): number | null {
    const query = `SELECT min(at) AS n FROM (SELECT min(expires) AS at FROM job WHERE body IS NOT NULL
      UNION ALL SELECT min(expires) + ${goneMs} FROM job WHERE body IS NULL)`
    return this.#number(query)
  }
}
