// `npm run demo`: the service with simulated upstreams on loopback. No network is needed.
import { once } from 'node:events'
import { enableCompileCache } from 'node:module'
import { Worker } from 'node:worker_threads'
import { sandboxThreadFile } from './own-files.ts'

enableCompileCache()

// On its own thread, so that the sandbox does not slow the service down.
const sandbox = new Worker(sandboxThreadFile, {
  workerData: { port: Number(process.env.SANDBOX_PORT ?? 0) },
})
const [started, { sandboxUrls }, { serveOnNode }] = await Promise.all([
  once(sandbox, 'message') as Promise<[string]>,
  import('tributary-sandbox/urls.ts'),
  import('./serve.ts'),
])
const [sandboxUrl] = started

// The sandbox needs no rate limits, unlike the real upstreams.
const unhurried = { GEOCODE_RPS: '0', REDDIT_RPS: '0', CONTACT: 'https://example.org/tributary-demo' }
const environment = { LOG_LEVEL: 'warn', ...unhurried, ...process.env, ...sandboxUrls(sandboxUrl) }
const url = await serveOnNode({
  environment,
  onClose: async () => {
    await sandbox.terminate()
  },
})

console.log(`
Tributary is at ${url}, with upstreams simulated by a sandbox at ${sandboxUrl}

  curl '${url}/v1/briefing?place=Annapolis,%20MD&subreddits=sailing,boating'
  curl '${url}/v1/marine/advisories?group=chesapeake'
  curl '${url}/v1/pages?url=${sandboxUrl}/pages/harbour&url=${sandboxUrl}/pages/inside'

The page: ${url}/    Reference: ${url}/docs
Break an upstream, then repeat the request:
  curl -X PUT ${sandboxUrl}/__sandbox/faults -d '[{"match":"/r/boating","fault":"never"}]'
  curl '${url}/v1/briefing?place=Norfolk,%20VA&subreddits=boating&limit=7'
Ctrl-C ends both.
`)
