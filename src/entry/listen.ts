import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemClock } from '../core/clock.ts'
import type { Listener } from './run.ts'

/** A burst of connections waits to be accepted; what Node asks for by default is full after 511 of them. */
const backlog = 4_096
const sweepMs = 50

/** Listens with a server of Node. Rejects with what stood in the way. */
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
        // `close` ends the connections that are idle at that moment, and not those that fall idle afterwards.
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
