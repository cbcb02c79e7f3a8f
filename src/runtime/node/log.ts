import { type DestinationStream, pino } from 'pino'
import { redact } from './redact.ts'

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal'

export interface LogOptions {
  /** Lines below it are not written; `silent` writes none. */
  level: LogLevel | 'silent'
  /** Where lines go, each with its line end. Default: standard output, in the background. */
  destination?: DestinationStream
}

export interface Log {
  /**
   * Writes one line of JSON, secrets blotted out; an `error` among the fields is written with its causes. A frozen list is
   * taken to be frozen in depth: it is turned into text once.
   */
  line(level: LogLevel, fields: Readonly<Record<string, unknown>>, message: string): void
  /** Resolves when every line so far has been handed to the system. To be awaited before the process exits. */
  flush(): Promise<void>
}

// Lines wait until there are this many bytes or this much time has passed, whichever comes first.
const batchBytes = 32_768
const batchMs = 250

/** Opens the process's log. */
export function createLog({ level, destination = standardOutput() }: LogOptions): Log {
  const texts = new WeakMap<object, string>()
  // What the line that is being written ends with, after its secrets have been blotted out.
  let tail = ''
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: (error: unknown) => describe(error) },
      hooks: {
        streamWrite: (line) => (tail === '' ? redact(line) : `${redact(line).slice(0, -2)}${tail}}\n`),
      },
    },
    destination,
  )
  return {
    line(at, fields, message) {
      const changing: Record<string, unknown> = {}
      for (const name in fields) {
        const value = fields[name]
        if (isConstant(value)) tail += `,"${name}":${textOf(value, texts)}`
        else changing[name] = value
      }
      logger[at](changing, message)
      tail = ''
    },
    // A reader who has gone away must not keep the process from its end: a failed flush is over, too.
    flush: () => new Promise((resolve) => logger.flush(() => resolve())),
  }
}

/** What cannot change is worth writing once: the parts of a ready answer come with every line about it. */
const isConstant = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) && value.length > 0 && Object.isFrozen(value)

function textOf(value: readonly unknown[], texts: WeakMap<object, string>): string {
  const known = texts.get(value)
  if (known !== undefined) return known
  const text = redact(JSON.stringify(value))
  texts.set(value, text)
  return text
}

function standardOutput(): DestinationStream & { flush(done: (error?: Error) => void): void } {
  // What is written in one turn of the event loop is handed over together: for each single line the stream would measure
  // all that is waiting anew, which costs more than the line itself.
  let lines = ''
  const hand = (): void => {
    if (lines !== '') stream.write(lines)
    lines = ''
  }
  // Before the stream adds its own listener, which writes what it has.
  process.on('exit', hand)
  const stream = pino.destination({
    dest: 1,
    sync: false,
    minLength: batchBytes,
    maxWrite: 2 * batchBytes,
    periodicFlush: batchMs,
  })
  // Whoever read the output is gone: there is nobody left to tell.
  stream.on('error', () => {})
  return {
    write(line) {
      if (lines === '') setImmediate(hand)
      lines += line
    },
    flush(done) {
      hand()
      stream.flush(done)
    },
  }
}

/** An error as plain data: only what it says, because what a library hangs on its errors may hold a whole body. */
function describe(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return error
  const { name, message, stack, cause } = error
  const code: unknown = 'code' in error ? error.code : undefined
  return { name, message, code, stack, cause: depth < 3 ? describe(cause, depth + 1) : undefined }
}
