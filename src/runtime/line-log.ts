import type { Clock } from '../core/clock.ts'
import type { LogLevel } from './node/log.ts'
import { redact } from './node/redact.ts'

export interface LineLogOptions {
  /** Lines below it are not written; `silent` writes none. */
  level: LogLevel | 'silent'
  clock: Pick<Clock, 'now'>
  write(line: string): void
}

export interface LineLog {
  /** Writes one line of JSON, secrets blotted out. */
  line(level: LogLevel, fields: Readonly<Record<string, unknown>>, message: string): void
}

const order = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']

/** The log of platforms without Node's: the same lines, each handed on at once. */
export function createLineLog({ level, clock, write }: LineLogOptions): LineLog {
  const least = order.indexOf(level)
  return {
    line(at, fields, message) {
      if (order.indexOf(at) < least) return
      const time = new Date(clock.now()).toISOString()
      write(redact(JSON.stringify({ level: at, time, ...fields, msg: message })))
    },
  }
}
