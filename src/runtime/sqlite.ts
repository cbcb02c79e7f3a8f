// A database of SQLite, by the module that Node, Bun and Deno have in common.
import { DatabaseSync, type StatementSync } from 'node:sqlite'

export interface SqliteOptions {
  /** Where it is kept; in memory, and gone with the process, without it. */
  file?: string | undefined
  /** Of all that is in it; a write that does not fit any more throws "database or disk is full". */
  maxBytes?: number
}

export interface Sqlite {
  exec(query: string, ...bindings: (string | number | null)[]): Record<string, unknown>[]
  close(): void
}

/** Opens a database, for this process alone. Throws where the file cannot be used, or another process does. */
export function openSqlite({ file, maxBytes }: SqliteOptions = {}): Sqlite {
  const database = new DatabaseSync(file ?? ':memory:')
  const statements = new Map<string, StatementSync>()
  const exec: Sqlite['exec'] = (query, ...bindings) => {
    const statement = statements.get(query) ?? database.prepare(query)
    statements.set(query, statement)
    return statement.all(...bindings)
  }
  if (file !== undefined) {
    // A commit is then safe from the death of the process without a sync of the disk.
    for (const pragma of ['locking_mode = EXCLUSIVE', 'journal_mode = WAL', 'synchronous = NORMAL'])
      database.exec(`PRAGMA ${pragma}`)
  }
  if (maxBytes !== undefined) {
    const [page] = exec('PRAGMA page_size')
    database.exec(`PRAGMA max_page_count = ${Math.floor(maxBytes / Number(page?.page_size))}`)
  }
  return { exec, close: () => database.close() }
}
