import type { Emit, Event } from '../core/events.ts'
import type { LineLog, LogLevel } from './log-level.ts'

/**
 * Logs the events that an operator reads: one line per request with its parts, every change of a breaker, every bug. Events that
 * occur many times per request are counted in the metrics instead.
 */
export function logEvents(log: LineLog): Emit {
  return (event) => {
    const line = lineOf(event)
    if (line) log.line(line.level, fieldsOf(event), line.message)
  }
}

function lineOf(event: Event): { level: LogLevel; message: string } | null {
  switch (event.type) {
    case 'request':
      return { level: levelOfRequest(event), message: `${event.method} ${event.route} ${event.status}` }
    case 'bug':
      return { level: 'error', message: event.message }
    case 'warning':
      return { level: 'warn', message: event.message }
    case 'job':
      return {
        level: event.state === 'failed' ? 'warn' : event.state === 'pending' ? 'debug' : 'info',
        message: `job ${event.kind} ${event.state}`,
      }
    case 'breaker':
      return {
        level: event.state === 'closed' ? 'info' : 'warn',
        message: `${event.provider} is ${event.state}`,
      }
    case 'cooldown':
      return { level: 'warn', message: `${event.provider} asks for a pause of ${event.ms} ms` }
    case 'skipped':
      return {
        level: 'warn',
        message: `${event.items} items of ${event.source} from ${event.provider} could not be read`,
      }
    case 'store-failed':
      return { level: 'warn', message: `the shared store failed: ${event.operation}` }
    case 'shared-state':
      return event.isUp
        ? { level: 'info', message: 'the shared Redis is available' }
        : { level: 'warn', message: `the shared Redis cannot be used: ${event.reason}` }
    case 'jobs-store':
      return event.isUp
        ? { level: 'info', message: 'the Redis of jobs is available' }
        : { level: 'warn', message: `the Redis of jobs cannot be used: ${event.reason}` }
    default:
      return null
  }
}

function levelOfRequest({ route, status, outcome }: Extract<Event, { type: 'request' }>): LogLevel {
  // An overload refuses thousands of requests; the metrics count them, and a line for each would add to the load.
  if (outcome === 'refused') return 'debug'
  if (status >= 500) return 'warn'
  // Every load balancer probes every few seconds.
  return route === '/healthz' || route === '/readyz' || route === '/metrics' ? 'debug' : 'info'
}

// Listed field by field: a rest pattern costs twice as much, and every request writes a line.
function fieldsOf(event: Event): Record<string, unknown> {
  const fields: Record<string, unknown> = { event: event.type }
  for (const name in event) if (name !== 'type') fields[name] = event[name as keyof Event]
  return fields
}
