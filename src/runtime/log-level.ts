const order = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

export type LogLevel = Exclude<(typeof order)[number], 'silent'>

/** Minimum level of the lines that are written; `silent` writes none. */
export type LogThreshold = (typeof order)[number]

/** Writes one JSON line per call, with secrets redacted. */
export interface LineLog {
  line(level: LogLevel, fields: Readonly<Record<string, unknown>>, message: string): void
}

/** True when lines of a level are written. */
export function logsFrom(threshold: LogThreshold): (level: LogLevel) => boolean {
  const lowest = order.indexOf(threshold)
  return (level) => order.indexOf(level) >= lowest
}
