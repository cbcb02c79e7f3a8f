// Jobs in SQLite tables, with the same SQL on Node, Bun, Deno and in the Durable Object. Every method is synchronous and leaves the
// tables consistent, so that the process may end at any time. A part that is completed twice counts once.
import type { ErrorCode } from '../../core/errors.ts'
import type { Placed } from '../../jobs/cursor.ts'
import { brokenPart, type JobKinds, readCheckpoint, readRecord } from '../../jobs/kinds.ts'
import type { JobSearch } from '../../jobs/queue.ts'
import {
  type Checkpoint,
  goneMs,
  type JobFailure,
  type JobRecord,
  type JobState,
  jobStates,
  type NewJob,
} from '../../jobs/record.ts'

export type SqlValue = string | number | null
type Row = Record<string, unknown>

/** The only operation used of a database: runs one statement and returns its rows. */
export interface Sql {
  exec(query: string, ...bindings: SqlValue[]): Iterable<Row>
}

/** A part that is still to be requested. */
export interface Part {
  place: number
  item: number
  kind: string
  refusals: number
  /** How often it was started without completing or being refused: its process died, or there was a bug. */
  tries: number
}

/** Value of `wake` while a part is being requested. */
const underWay = Number.MAX_SAFE_INTEGER

// `body` is the job as submitted; null once the job is gone, when the row is a tombstone. A part has a row until it is completed.
const tables = [
  `CREATE TABLE IF NOT EXISTS job (
    place INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, body TEXT, owner TEXT,
    state TEXT NOT NULL, created INTEGER NOT NULL, started INTEGER, ended INTEGER, expires INTEGER, error TEXT)`,
  'CREATE INDEX IF NOT EXISTS job_by_owner ON job (owner, place)',
  'CREATE INDEX IF NOT EXISTS job_by_state ON job (state)',
  'CREATE INDEX IF NOT EXISTS job_by_end ON job (expires) WHERE expires IS NOT NULL',
  `CREATE TABLE IF NOT EXISTS part (
    item INTEGER NOT NULL, place INTEGER NOT NULL, kind TEXT NOT NULL, wake INTEGER NOT NULL DEFAULT 0,
    refusals INTEGER NOT NULL DEFAULT 0, tries INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (item, place)) WITHOUT ROWID`,
  'CREATE INDEX IF NOT EXISTS part_by_wake ON part (wake)',
  'CREATE INDEX IF NOT EXISTS part_by_job ON part (place)',
  `CREATE TABLE IF NOT EXISTS landed (
    place INTEGER NOT NULL, seq INTEGER NOT NULL, item INTEGER NOT NULL, code TEXT, body TEXT NOT NULL,
    PRIMARY KEY (place, seq)) WITHOUT ROWID`,
  'CREATE UNIQUE INDEX IF NOT EXISTS landed_by_item ON landed (place, item)',
]

const counted = (what: string) => `(SELECT ${what} FROM landed WHERE landed.place = job.place)`
const jobs = `SELECT job.*, ${counted('count(*)')} AS done, ${counted('count(code)')} AS failed FROM job`

/** The tables of one database. */
export class JobTables {
  readonly #sql: Sql
  readonly #kinds: JobKinds

  constructor(sql: Sql, kinds: JobKinds) {
    this.#sql = sql
    this.#kinds = kinds
    for (const table of tables) this.#rows(table)
    // The process that was requesting these parts has ended.
    this.#rows('UPDATE part SET wake = 0 WHERE wake = ?', underWay)
  }

  #rows(query: string, ...bindings: SqlValue[]): Row[] {
    return [...this.#sql.exec(query, ...bindings)]
  }

  #number(query: string, ...bindings: SqlValue[]): number | null {
    const value = this.#rows(query, ...bindings)[0]?.n
    return typeof value === 'number' ? value : null
  }

  /** Converts a row to a record; null for a tombstone or a row that this version cannot read. */
  #record(row: Row | undefined): JobRecord | null {
    if (typeof row?.body !== 'string') return null
    const { state, done, failed, created, started, ended, expires, error } = row
    const times = { createdAt: created, startedAt: started, endedAt: ended, expiresAt: expires }
    const failure = typeof error === 'string' ? JSON.parse(error) : null
    return readRecord({ ...JSON.parse(row.body), state, done, failed, ...times, error: failure }, this.#kinds)
  }

  find(id: string): JobRecord | 'gone' | null {
    const [row] = this.#rows(`${jobs} WHERE id = ?`, id)
    return row ? (this.#record(row) ?? 'gone') : null
  }

  at(place: number): JobRecord | null {
    return this.#record(this.#rows(`${jobs} WHERE place = ?`, place)[0])
  }

  /** Stores a new job and deletes the tombstone of an earlier job with the same id. */
  add({ id, kind, owner, items, ...rest }: NewJob, now: number): void {
    const [row] = this.#rows(
      `INSERT OR REPLACE INTO job (id, kind, body, owner, state, created) VALUES (?, ?, ?, ?, 'pending', ?) RETURNING place`,
      ...[id, kind, JSON.stringify({ id, kind, owner, items, ...rest }), owner, now],
    )
    const values = 'SELECT key, ?, ? FROM json_each(?)'
    this.#rows(
      `INSERT INTO part (item, place, kind) ${values}`,
      Number(row?.place),
      kind,
      JSON.stringify(items),
    )
  }

  pending(): number {
    return this.#number("SELECT count(*) AS n FROM job WHERE state = 'pending'") ?? 0
  }

  unfinished(owner: string): number {
    const query = "SELECT count(*) AS n FROM job WHERE owner = ? AND state IN ('pending', 'running')"
    return this.#number(query, owner) ?? 0
  }

  /** All jobs whose state is not final. */
  allUnfinished(): JobRecord[] {
    return this.#rows(`${jobs} WHERE state IN ('pending', 'running')`).flatMap(
      (row) => this.#record(row) ?? [],
    )
  }

  counts(): Record<JobState, number> {
    const counts = Object.fromEntries(jobStates.map((state) => [state, 0])) as Record<JobState, number>
    const query = 'SELECT state, count(*) AS n FROM job WHERE body IS NOT NULL GROUP BY state'
    for (const { state, n } of this.#rows(query)) counts[state as JobState] = Number(n)
    return counts
  }

  /** Jobs before a position, newest first, with their positions. */
  list({ owner, state, limit }: JobSearch, before: number): Placed[] {
    const only = state ?? null
    const query = `${jobs} WHERE owner IS ? AND place < ? AND body IS NOT NULL AND (? IS NULL OR state = ?)
      ORDER BY place DESC LIMIT ?`
    return this.#rows(query, owner, before, only, only, limit).flatMap((row) => {
      const job = this.#record(row)
      return job ? [{ place: Number(row.place), job }] : []
    })
  }

  /** Checkpoints of a job in the order of their completion. */
  checkpoints({ id, kind }: JobRecord, { after, max }: { after: number; max: number }): Checkpoint[] {
    const query = `SELECT landed.* FROM landed JOIN job USING (place) WHERE id = ? ORDER BY seq LIMIT ? OFFSET ?`
    return this.#rows(query, id, max, after).map(({ item, body }) => {
      const stored = JSON.parse(String(body))
      const detail = 'stored by another version'
      return (
        readCheckpoint(stored, kind, this.#kinds) ?? brokenPart(Number(item), { kind }, this.#kinds, detail)
      )
    })
  }

  /** Takes the next part of one of the `atOnce` oldest unfinished jobs, except those listed as busy. */
  take(now: number, atOnce: number, busy: readonly number[]): Part | null {
    const first =
      "SELECT place FROM job WHERE state IN ('running', 'pending') ORDER BY state DESC, place LIMIT ?"
    const query = `UPDATE part SET wake = ${underWay}, tries = tries + 1 WHERE (item, place) IN (
      SELECT item, place FROM part WHERE wake <= ? AND place IN (${first})
      AND place NOT IN (SELECT value FROM json_each(?)) ORDER BY item, place LIMIT 1) RETURNING *`
    return (this.#rows(query, now, atOnce, JSON.stringify(busy))[0] as unknown as Part | undefined) ?? null
  }

  /** Returns a part to the queue, to be requested again at `wake` (epoch ms) or later. */
  putBack({ place, item, refusals, tries }: Part, wake: number): void {
    const query = 'UPDATE part SET wake = ?, refusals = ?, tries = ? WHERE item = ? AND place = ?'
    this.#rows(query, Math.ceil(wake), refusals, tries, item, place)
  }

  /** Marks the job as running; true when it was pending. */
  begin(place: number, now: number): boolean {
    const query =
      "UPDATE job SET state = 'running', started = ? WHERE place = ? AND state = 'pending' RETURNING place"
    return this.#rows(query, now, place).length > 0
  }

  /** Stores a checkpoint, unless the job has ended or the item is completed already. */
  land(place: number, checkpoint: Checkpoint): void {
    const { index, part } = checkpoint
    const query = `INSERT INTO landed (place, seq, item, code, body)
      SELECT place, (SELECT coalesce(max(seq), 0) + 1 FROM landed WHERE landed.place = job.place), ?, ?, ?
      FROM job WHERE place = ? AND state = 'running' ON CONFLICT DO NOTHING`
    this.#rows(query, index, part.error?.code ?? null, JSON.stringify(checkpoint), place)
    this.#rows('DELETE FROM part WHERE item = ? AND place = ?', index, place)
  }

  /** Unfinished jobs without remaining parts, with each part's error code or null. */
  over(): { job: JobRecord; codes: (ErrorCode | null)[] }[] {
    const query = `${jobs} WHERE state IN ('pending', 'running') 
      AND NOT EXISTS (SELECT 1 FROM part WHERE part.place = job.place)`
    return this.#rows(query).flatMap((row) => {
      const job = this.#record(row)
      const landed = this.#rows('SELECT code FROM landed WHERE place = ?', Number(row.place))
      return job ? [{ job, codes: landed.map(({ code }) => code as ErrorCode | null) }] : []
    })
  }

  /** Sets a final state; false when the job had one already. */
  end(
    id: string,
    state: 'done' | 'failed' | 'cancelled',
    { now, keepMs, error = null }: { now: number; keepMs: number; error?: JobFailure | null },
  ): boolean {
    const query = `UPDATE job SET state = ?, ended = ?, expires = ?, error = ?
      WHERE id = ? AND state IN ('pending', 'running') RETURNING place`
    const [row] = this.#rows(query, state, now, now + keepMs, error && JSON.stringify(error), id)
    if (row) this.#rows('DELETE FROM part WHERE place = ?', Number(row.place))
    return row !== undefined
  }

  /** Deletes expired results, and their tombstones an hour later. */
  sweep(now: number): void {
    this.#drop('expires <= ? AND body IS NOT NULL', now)
    this.#rows('DELETE FROM job WHERE expires <= ?', now - goneMs)
  }

  /** Deletes the oldest result before it expires; false when there is none. */
  dropOldest(): boolean {
    const query = 'SELECT min(place) AS n FROM job WHERE expires IS NOT NULL AND body IS NOT NULL'
    const place = this.#number(query)
    if (place !== null) this.#drop('place = ?', place)
    return place !== null
  }

  #drop(where: string, value: number): void {
    this.#rows(`DELETE FROM landed WHERE place IN (SELECT place FROM job WHERE ${where})`, value)
    this.#rows(`UPDATE job SET body = NULL, error = NULL WHERE ${where}`, value)
  }

  /** When the next result expires or the next part after `partsAfter` is due, as epoch ms; null when nothing is due. */
  nextDue(partsAfter: number): number | null {
    const expiries = `SELECT min(expires) AS at FROM job WHERE body IS NOT NULL
      UNION ALL SELECT min(expires) + ${goneMs} FROM job WHERE body IS NULL`
    const wakes = `SELECT min(wake) FROM part WHERE wake > ? AND wake < ${underWay}`
    return this.#number(`SELECT min(at) AS n FROM (${expiries} UNION ALL ${wakes})`, partsAfter)
  }
}
