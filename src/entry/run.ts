// The life cycle of the process, common to all servers.
import { ConfigError } from '../config/config.ts'
import { neverAborted } from '../core/abort.ts'
import { systemClock } from '../core/clock.ts'
import type { App } from '../http/app-env.ts'
import type { LineLog } from '../runtime/log-level.ts'
import { type Composed, version } from './compose.ts'
import { type Drain, drain, lastMs, type Stoppable } from './drain.ts'

/** Signals that start the drain. SIGHUP is sent when a terminal closes. */
const stopSignals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
export type StopSignal = (typeof stopSignals)[number]

export interface Listener extends Stoppable {
  port: number
}

export interface Platform {
  log: LineLog
  /** Listens, or throws if it cannot. */
  listen(app: App, at: { host: string; port: number }): Listener | Promise<Listener>
  onSignal(signal: StopSignal, run: () => void): void
  /** Exits the process after its log has been written. */
  exit(code: number): unknown
  /** Preparations for later requests, run one at a time after the start. */
  warmers?: readonly ((() => void) | undefined)[]
  /** Closes resources of the service when nothing is in flight. */
  close?(): Promise<void>
  /** Additional fields of the first and last log line. */
  firstLine?: Readonly<Record<string, unknown>>
  lastLine?(): Readonly<Record<string, unknown>>
}

/** Codes of errors that concern the port, not the address. */
const ofPort = ['EADDRINUSE', 'EACCES']

/** Delay between the start and the preparations for later requests. */
const settleMs = 50

/** Serves until a signal, then drains and exits; a second signal ends the grace period. Resolves with the URL once it listens. */
export async function run(platform: Platform, composed: Composed): Promise<string> {
  const { log, onSignal, exit, warmers = [], firstLine = {} } = platform
  const { app, operatorApp, service, work } = composed
  const { jobs, config } = service
  const { HOST: host, PORT, OPS_PORT, ROLE } = config
  if (ROLE !== 'api') jobs?.queue.start(work)

  const listen = async (face: App, variable: 'PORT' | 'OPS_PORT', port: number): Promise<Listener> => {
    try {
      return await platform.listen(face, { host, port })
    } catch (error) {
      const { code = '', message } = error as NodeJS.ErrnoException
      const culprit = ofPort.includes(code) ? variable : 'HOST'
      console.error(`${culprit}: cannot listen on ${host}, port ${port}: ${message}`)
      return exit(1) as never
    }
  }
  const isOperatorsAlone = ROLE === 'worker' && OPS_PORT !== undefined
  const server = await (isOperatorsAlone ? listen(app, 'OPS_PORT', OPS_PORT) : listen(app, 'PORT', PORT))
  const operator =
    operatorApp && OPS_PORT !== undefined ? await listen(operatorApp, 'OPS_PORT', OPS_PORT) : null
  const url = urlOf(host, server.port)
  const operatorUrl = operator && { operatorUrl: urlOf(host, operator.port) }
  log.line('info', { version, url, ...operatorUrl, ...firstLine }, 'listening')
  if (config.CONTACT === undefined) {
    const message =
      'CONTACT is not set: the weather service and Nominatim require an address in the User-Agent'
    log.line('warn', {}, message)
  }

  let draining: Drain | undefined
  for (const signal of stopSignals) {
    onSignal(signal, () => {
      if (draining) {
        draining.hurry()
        void jobs?.queue.stop(0)
        return
      }
      draining = drain({
        server,
        clock: systemClock,
        graceMs: config.SHUTDOWN_GRACE_MS,
        abort: service.lifecycle.abort,
      })
      void stop(platform, composed, { signal, draining, operator })
    })
  }
  // After the first clients have been answered, and one at a time, so that a request waits for at most one of them.
  const left = [...warmers]
  const warm = (): void => {
    left.shift()?.()
    if (left.length > 0) systemClock.after(0, warm)
  }
  systemClock.after(settleMs, warm)
  return url
}

async function stop(
  { log, close, lastLine, exit }: Platform,
  { service, idle }: Composed,
  { signal, draining, operator }: { signal: StopSignal; draining: Drain; operator: Stoppable | null },
): Promise<void> {
  const { lifecycle, jobs, config } = service
  lifecycle.drain()
  log.line('info', { signal }, 'draining')
  const [{ forced }, stopped] = await Promise.all([draining.done, jobs?.queue.stop(config.SHUTDOWN_GRACE_MS)])
  // Last, so that operators can watch the drain.
  if (operator) await drain({ server: operator, clock: systemClock, graceMs: lastMs, abort() {} }).done
  // Requests with cut connections and background refreshes, which have their own timeouts.
  const quiet = Promise.all([lifecycle.idle(), idle()])
  await Promise.race([quiet, systemClock.wait(lastMs, neverAborted)])
  await close?.()
  const { inFlight, ...tally } = lifecycle.tally()
  const last = { ...tally, lost: inFlight, forced, ...(stopped && { jobs: stopped }), ...lastLine?.() }
  log.line('info', last, 'stopped')
  exit(0)
}

function urlOf(host: string, port: number): string {
  const isAny = host === '0.0.0.0' || host === '::'
  return `http://${isAny ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`
}

/** Returns the configuration that `read` gives; prints every error and exits if it is invalid. */
export async function configOrExit<Read>(
  read: () => Read | Promise<Read>,
  exit: (code: number) => unknown,
): Promise<Read> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    console.error(error.message)
    return exit(1) as never
  }
}
