import { pino } from 'pino'
import { createFieldText } from './field-text.ts'
import { redact } from './redact.ts'

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal'

export interface Destination {
  write(line: string): void
  flush?(done: (error?: Error) => void): void
}

export interface LogOptions {
  /** Lines below it are not written; `silent` writes none. */
  level: LogLevel | 'silent'
  /** Where lines go, each with its line end. Default: standard output, in the background. */
  destination?: Destination
}

export interface Log {
  /**
   * Writes one line of JSON, secrets blotted out; an `error` among the fields is written with its causes. A list that is
   * frozen, or holds nothing but frozen objects, is taken to be frozen in depth: what is frozen is turned into text once.
   */
  line(level: LogLevel, fields: Readonly<Record<string, unknown>>, message: string): void
  /** Resolves when every line so far has been handed to the system. To be awaited before the process exits. */
  flush(): Promise<void>
}

// Lines wait until there are this many bytes or this much time has passed, whichever comes first.
const batchBytes = 32_768
const batchMs = 250

const order = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']

/** Opens the process's log. */
export function createLog({ level, destination = standardOutput() }: LogOptions): Log {
  const least = order.indexOf(level)
  const textOf = createTexts()
  const fieldText = createFieldText()
  const timeNow = createTime()
  return {
    line(at, fields, message) {
      if (order.indexOf(at) < least) return
      let changing = `{"level":"${at}","time":"${timeNow()}"`
      let constant = ''
      for (const name in fields) {
        const value = fields[name]
        if (isConstant(value)) constant += `,${JSON.stringify(name)}:${textOf(value)}`
        else changing += fieldText(name, name === 'error' ? describe(value) : value)
      }
      destination.write(`${changing}${fieldText('msg', message)}${constant}}\n`)
    },
    // A reader who has gone away must not keep the process from its end: a failed flush is over, too.
    flush: () =>
      new Promise((resolve) => {
        if (destination.flush) destination.flush(() => resolve())
        else resolve()
      }),
  }
}

/** The time of a line; many lines share a millisecond. */
function createTime(): () => string {
  let at = 0
  let text = ''
  return () => {
    const now = Date.now()
    if (now !== at) {
      at = now
      text = new Date(now).toISOString()
    }
    return text
  }
}

type Constant = readonly object[]

/** What cannot change is worth writing once: the parts of an answer from memory come with every line about one. */
const isConstant = (value: unknown): value is Constant =>
  Array.isArray(value) &&
  value.length > 0 &&
  (Object.isFrozen(value) ||
    value.every((item) => typeof item === 'object' && item !== null && Object.isFrozen(item)))

/** Writes constant lists, each and each of their items once, secrets blotted out. */
function createTexts(): (list: Constant) => string {
  const texts = new WeakMap<object, string>()
  const textOf = (value: object): string => {
    let text = texts.get(value)
    if (text === undefined) {
      text = redact(JSON.stringify(value))
      texts.set(value, text)
    }
    return text
  }
  return (list) => (Object.isFrozen(list) ? textOf(list) : `[${list.map(textOf).join(',')}]`)
}

function standardOutput(): Required<Destination> {
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
