import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { App } from '../http/app-env.ts'
import { listenFault } from './listen-fault.ts'

/**
 * Serves an app on Node. The adapter's own Response takes the place of the global one: it is made of bytes and plain headers
 * and never opened, where the platform's costs more than the rest of an answer from memory.
 */
export const listenerOf = (app: Pick<App, 'fetch'>): RequestListener => getRequestListener(app.fetch)

export interface Listening {
  server: Server
  url: string
}

/** A burst of connections waits to be accepted; what Node asks for by default is full after 511 of them. */
const backlog = 4_096

/** Serves on a port, or exits with a line that names the variable to change. */
export async function listenOrExit(
  listener: RequestListener,
  { host, port, variable }: { host: string; port: number; variable: string },
): Promise<Listening> {
  const server = createServer(listener)
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ port, host, backlog }, resolve)
    })
  } catch (error) {
    console.error(listenFault(error, { host, port, variable }))
    process.exit(1)
  }
  const { port: bound } = server.address() as AddressInfo
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return { server, url: `http://${shown}:${bound}` }
}
