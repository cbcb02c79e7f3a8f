// The service on Bun: its own server and its own fetch.
import { serveOnWeb } from './serve-web.ts'

/** The part of Bun's API that is used. */
declare const Bun: {
  serve(options: {
    hostname: string
    port: number
    /** Seconds of silence after which a connection is closed. */
    idleTimeout: number
    fetch(request: Request, server: BunServer): Response | Promise<Response>
  }): BunServer
}

interface BunServer {
  port: number
  stop(closeActive?: boolean): Promise<void>
  requestIP(request: Request): { address: string } | null
}

await serveOnWeb({
  environment: process.env,
  listen({ host, port }, answer) {
    const server = Bun.serve({
      hostname: host,
      port,
      // Longer than any budget: by default Bun closes a silent connection after 10 s.
      idleTimeout: 255,
      fetch: (request, from) => answer(request, from.requestIP(request)?.address),
    })
    return { port: server.port, stop: () => server.stop(), cut: () => void server.stop(true) }
  },
  onSignal: (signal, run) => void process.on(signal, run),
  exit: (code) => process.exit(code),
})
