import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { systemClock } from '../../../src/core/clock.ts'
import { createSandbox } from './app.ts'
import { transportPlayer } from './faults/transport.ts'
import type { Sandbox, SandboxOptions } from './sandbox.ts'

/** A sandbox that listens. */
export interface SandboxServer {
  /** Base URL, without a slash at its end. */
  url: string
  port: number
  sandbox: Sandbox
  /** Closes every connection and ends every held answer; a second call waits for the first. */
  close(): Promise<void>
}

/** Serves the sandbox over real sockets, with every fault. `port` 0, the default, is any free port. */
export async function serveSandbox(
  options: SandboxOptions & { port?: number; host?: string },
): Promise<SandboxServer> {
  const { port = 0, host = '127.0.0.1', ...rest } = options
  const sandbox = createSandbox(rest, transportPlayer(options.clock.after ?? systemClock.after))
  const listener = getRequestListener(
    (request, env) => sandbox.app.fetch(request, env as unknown as Record<string, unknown>),
    { overrideGlobalObjects: false },
  )
  // Some faults hold connections: the server must not close them before the client does.
  const server = createServer({ requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 60_000 }, listener)
  server.on('clientError', (_error, socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const { port: bound } = server.address() as AddressInfo
  let closed: Promise<void> | null = null
  const shown = host === '0.0.0.0' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host
  return {
    url: `http://${shown}:${bound}`,
    port: bound,
    sandbox,
    close: () => {
      closed ??= new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()))
        server.closeAllConnections()
      })
      return closed
    },
  }
}
