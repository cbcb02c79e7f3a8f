import type { Clock } from '../core/clock.ts'
import { type LineLog, type LogThreshold, logsFrom } from './log-level.ts'
import { redact } from './redact.ts'

export interface LineLogOptions {
  level: LogThreshold
  clock: Pick<Clock, 'now'>
  write(line: string): void
}

/** Creates the log of platforms other than Node: the same lines, each written at once. */
export function createLineLog({ level, clock, write }: LineLogOptions): LineLog {
  const isLogged = logsFrom(level)
  return {
    line(at, fields, message) {
      if (!isLogged(at)) return
      const time = new Date(clock.now()).toISOString()
      write(redact(JSON.stringify({ level: at, time, ...fields, msg: message })))
    },
  }
}
