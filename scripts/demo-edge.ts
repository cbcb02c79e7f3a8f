// `npm run demo:edge`: the service in workerd, with upstreams that the sandbox simulates on loopback. No network is needed.
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { sandboxUrls } from 'tributary-sandbox/urls.ts'
import { startEdge } from './edge/start-worker.ts'

const port = Number(process.env.PORT ?? 8080)
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`PORT: not a port: ${process.env.PORT}`)
  process.exit(1)
}

const sandbox = new Worker(new URL('../src/entry/sandbox-thread.ts', import.meta.url), {
  workerData: { port: Number(process.env.SANDBOX_PORT ?? 0) },
})
const [sandboxUrl] = (await once(sandbox, 'message')) as [string]
const edge = await startEdge({
  port,
  variables: { LOG_LEVEL: 'warn', ...sandboxUrls(sandboxUrl) },
  onLog: (line) => console.log(line),
})

console.log(`
Tributary is at ${edge.url} in workerd, with upstreams simulated by a sandbox at ${sandboxUrl}

  curl '${edge.url}/v1/briefing?place=Annapolis,%20MD&subreddits=sailing,boating'
  curl '${edge.url}/v1/marine/advisories?group=chesapeake'

The page: ${edge.url}/    Reference: ${edge.url}/docs
Ctrl-C ends both.
`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await edge.close()
    await sandbox.terminate()
    process.exit(0)
  })
}
