// SQLite through the module that Node, Bun and Deno share.
import { DatabaseSync, type StatementSync } from 'node:sqlite'

export interface SqliteOptions {
  /** Path of the database file; without it the database is in memory. */
  file?: string | undefined
  /** Maximum size; a write that exceeds it throws "database or disk is full". */
  maxBytes?: number
}

export interface Sqlite {
  exec(query: string, ...bindings: (string | number | null)[]): Record<string, unknown>[]
  close(): void
}

/** Opens a database exclusively. Throws when the file cannot be used or another process uses it. */
export function openSqlite({ file, maxBytes }: SqliteOptions = {}): Sqlite {
  const database = new DatabaseSync(file ?? ':memory:')
  const statements = new Map<string, StatementSync>()
  const exec: Sqlite['exec'] = (query, ...bindings) => {
    const statement = statements.get(query) ?? database.prepare(query)
    statements.set(query, statement)
    return statement.all(...bindings)
  }
  if (file !== undefined) {
    // With this setting, commits survive the death of the process without syncing the disk.
    for (const pragma of ['locking_mode = EXCLUSIVE', 'journal_mode = WAL', 'synchronous = NORMAL'])
      database.exec(`PRAGMA ${pragma}`)
  }
  if (maxBytes !== undefined) {
    const [page] = exec('PRAGMA page_size')
    database.exec(`PRAGMA max_page_count = ${Math.floor(maxBytes / Number(page?.page_size))}`)
  }
  return { exec, close: () => database.close() }
}
