import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemClock } from '../core/clock.ts'
import type { Listener } from './run.ts'

/** Connections that may wait to be accepted; Node's default is 511. */
const backlog = 4_096
const sweepMs = 50

/** Listens with a Node server. Rejects with the error if it cannot. */
export async function listen(
  server: Server,
  { host, port }: { host: string; port: number },
  clock: Pick<typeof systemClock, 'after'> = systemClock,
): Promise<Listener> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host, backlog }, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    stop() {
      server.prependListener('request', (_request, response) => {
        response.shouldKeepAlive = false
      })
      return new Promise<void>((resolve) => {
        let cancel = (): void => {}
        server.close(() => {
          cancel()
          resolve()
        })
        // `close` closes only connections that are idle at that moment.
        const sweep = (): void => {
          server.closeIdleConnections()
          cancel = clock.after(sweepMs, sweep)
        }
        sweep()
      })
    },
    cut: () => server.closeAllConnections(),
  }
}
