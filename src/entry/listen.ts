import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { listenFault } from './listen-fault.ts'

export interface Listening {
  server: Server
  url: string
}

/** A burst of connections waits to be accepted; what Node asks for by default is full after 511 of them. */
const backlog = 4_096

/** Serves on a port, or exits with a line that names the variable to change. */
export async function listenOrExit(
  server: Server,
  { host, port, variable }: { host: string; port: number; variable: string },
): Promise<Listening> {
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
