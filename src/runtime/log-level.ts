const order = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

export type LogLevel = Exclude<(typeof order)[number], 'silent'>

/** What a log writes: this level and those above; `silent` writes nothing. */
export type LogThreshold = (typeof order)[number]

/** One line of JSON each; secrets are blotted out. */
export interface LineLog {
  line(level: LogLevel, fields: Readonly<Record<string, unknown>>, message: string): void
}

/** Whether a line of a level is written. */
export function logsFrom(threshold: LogThreshold): (level: LogLevel) => boolean {
  const least = order.indexOf(threshold)
  return (level) => order.indexOf(level) >= least
}
