import { type Clock, systemClock } from '../../core/clock.ts'
import { type LineLog, type LogThreshold, logsFrom } from '../log-level.ts'
import { redact } from '../redact.ts'
import { createFieldText } from './field-text.ts'
import { createLineQueue, type LineQueue } from './line-queue.ts'
import { openStandardOutput, writeLast } from './standard-output.ts'

export interface LogOptions {
  level: LogThreshold
  clock?: Pick<Clock, 'now' | 'after'>
  /** Destination of the lines. Default: standard output. */
  queue?: LineQueue
}

export interface Log extends LineLog {
  /**
   * Writes one JSON line with secrets redacted; an `error` field is written with its causes. A list that is
   * frozen, or holds only frozen objects, is assumed to be deeply frozen, and is serialised once.
   */
  line: LineLog['line']
  /** Number of lines dropped because the destination did not accept them in time. */
  dropped(): number
  /** Resolves when every line so far has been passed to the operating system, or after two seconds. */
  flush(): Promise<void>
  /** True while a write to a file is pending, for which `process.exit` would wait. */
  holdsThread(): boolean
}

/** Maximum time that the end of the process waits for the reader of its log, in ms. */
const flushMs = 2_000

/** Creates the log of the process. */
export function createLog({ level, clock = systemClock, queue = openOutput(clock) }: LogOptions): Log {
  const isLogged = logsFrom(level)
  const textOf = createTexts()
  const fieldText = createFieldText()
  const timeNow = createTime(clock)
  return {
    line(at, fields, message) {
      if (!isLogged(at)) return
      let changing = `{"level":"${at}","time":"${timeNow()}"`
      let constant = ''
      for (const name in fields) {
        const value = fields[name]
        if (isConstant(value)) constant += `,${JSON.stringify(name)}:${textOf(value)}`
        else changing += fieldText(name, name === 'error' ? describe(value) : value)
      }
      queue.write(`${changing}${fieldText('msg', message)}${constant}}\n`)
    },
    dropped: queue.dropped,
    flush: () => queue.flush(flushMs),
    holdsThread: queue.holdsThread,
  }
}

function openOutput(clock: Pick<Clock, 'after'>): LineQueue {
  const queue = createLineQueue({ sink: openStandardOutput(), clock })
  process.on('exit', () => writeLast(queue.takeRest()))
  return queue
}

/** The timestamp of a line, cached because many lines share a millisecond. */
function createTime({ now: read }: Pick<Clock, 'now'>): () => string {
  let at = 0
  let text = ''
  return () => {
    const now = read()
    if (now !== at) {
      at = now
      text = new Date(now).toISOString()
    }
    return text
  }
}

type Constant = readonly object[]

/** Frozen values are serialised once: the parts of a replayed answer recur in every line about it. */
const isConstant = (value: unknown): value is Constant =>
  Array.isArray(value) &&
  value.length > 0 &&
  (Object.isFrozen(value) ||
    value.every((item) => typeof item === 'object' && item !== null && Object.isFrozen(item)))

/** Serialises constant lists and their items once each, with secrets redacted. */
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

/** An error as plain data: only its standard fields, because libraries attach whole bodies to their errors. */
function describe(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return error
  const { name, message, stack, cause } = error
  const code: unknown = 'code' in error ? error.code : undefined
  return { name, message, code, stack, cause: depth < 3 ? describe(cause, depth + 1) : undefined }
}
