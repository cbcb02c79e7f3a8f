// `npm run demo`: the sandbox plays every upstream on loopback, and the service asks it. No network is needed.
import { systemClock } from '../core/clock.ts'
import { serveSandbox } from '../sandbox/server.ts'
import { sandboxUrls } from '../sandbox/urls.ts'
import { serveOnNode } from './serve.ts'

const port = Number(process.env.SANDBOX_PORT ?? 0)
const sandbox = await serveSandbox({ clock: systemClock, port })

// The sandbox can be asked as often as one likes; the real upstreams cannot.
const unhurried = { GEOCODE_RPS: '0', REDDIT_RPS: '0', CONTACT: 'https://example.org/tributary-demo' }
const url = await serveOnNode(
  { LOG_LEVEL: 'warn', ...unhurried, ...process.env, ...sandboxUrls(sandbox.url) },
  { onClose: () => sandbox.close() },
)

console.log(`
Tributary is at ${url}, asking a sandbox that plays the upstreams at ${sandbox.url}

  curl '${url}/v1/briefing?place=Annapolis,%20MD&subreddits=sailing,boating'
  curl '${url}/v1/marine/advisories?group=chesapeake'

Reference: ${url}/docs    Break an upstream: curl -X PUT ${sandbox.url}/__sandbox/faults -d '[{"match":"/r/sailing","fault":"never"}]'
Ctrl-C ends both.
`)
