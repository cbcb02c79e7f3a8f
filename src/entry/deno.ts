// The service on Deno: its own server and its own fetch.
import { serveOnWeb } from './serve-web.ts'

/** The part of Deno's API that is used. */
declare const Deno: {
  env: { toObject(): Record<string, string> }
  serve(
    options: { hostname: string; port: number; signal: AbortSignal; onListen(): void },
    handler: (request: Request, info: { remoteAddr: { hostname?: string } }) => Response | Promise<Response>,
  ): { addr: { port: number }; shutdown(): Promise<void> }
  addSignalListener(signal: string, run: () => void): void
  exit(code: number): never
}

await serveOnWeb({
  environment: Deno.env.toObject(),
  listen({ host, port }, answer) {
    const end = new AbortController()
    // The service logs the address itself.
    const options = { hostname: host, port, signal: end.signal, onListen() {} }
    const server = Deno.serve(options, (request, { remoteAddr }) => answer(request, remoteAddr.hostname))
    return { port: server.addr.port, stop: () => server.shutdown(), cut: () => end.abort() }
  },
  onSignal: (signal, run) => Deno.addSignalListener(signal, run),
  exit: (code) => Deno.exit(code),
})
