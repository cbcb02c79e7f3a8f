// `npm run bundle`: the size and contents of the Workers bundle, and the CPU time of its start and of requests. Exits with 1 if
// it exceeds the size limit, starts too slowly, or contains packages for Node only.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serveSandbox } from 'tributary-sandbox/server.ts'
import { sandboxUrls } from 'tributary-sandbox/urls.ts'
import { systemClock } from '../src/core/clock.ts'
import { type Bundle, buildBundle } from './edge/build-bundle.ts'
import { faultsOf, gateBytes, groupsOf } from './edge/bundle-report.ts'
import { cpuMs } from './edge/cpu.ts'
import { serveBundle } from './edge/serve-bundle.ts'

/** The platform rejects a worker whose start takes longer. */
const maxStartMs = 1_000

const folder = await mkdtemp(join(tmpdir(), 'tributary-bundle-'))
try {
  const bundle = await buildBundle(folder)
  show(bundle)
  const startMs = await showCost(bundle.script)
  const faults = faultsOf(bundle)
  if (startMs !== null && startMs > maxStartMs) faults.push(`the start takes ${startMs} ms of CPU`)
  for (const fault of faults) console.error(fault)
  if (faults.length > 0) process.exitCode = 1
} finally {
  await rm(folder, { recursive: true, force: true })
}

function show(bundle: Bundle): void {
  const kb = (bytes: number): string => `${(bytes / 1_000).toFixed(1).padStart(7)} KB`
  console.log(`${kb(bundle.gzipBytes)} gzip of ${kb(gateBytes).trim()} allowed`)
  console.log(`${kb(bundle.bytes)} minified, of which, largest first:\n`)
  for (const { name, bytes } of groupsOf(bundle).slice(0, 25)) console.log(`${kb(bytes)}  ${name}`)
}

/** The CPU time of the whole workerd process; the platform counts only that of the isolate. */
async function showCost(script: string): Promise<number | null> {
  const sandbox = await serveSandbox({ clock: systemClock })
  const variables = { ...sandboxUrls(sandbox.url), GEOCODE_RPS: '0', REDDIT_RPS: '0', LOG_LEVEL: 'silent' }
  const served = await serveBundle(script, variables)
  const ask = async (path: string): Promise<void> => {
    const response = await fetch(served.url + path)
    await response.text()
    if (response.status !== 200) throw new Error(`${path}: ${response.status}`)
  }
  const cost = async (what: string, count: number, path: (index: number) => string): Promise<void> => {
    const before = cpuMs(served.pid)
    for (let index = 0; index < count; index++) await ask(path(index))
    const after = cpuMs(served.pid)
    if (before === null || after === null) return
    console.log(`${((after - before) / count).toFixed(2).padStart(8)} ms  ${what}`)
  }
  try {
    const start = cpuMs(served.pid)
    console.log('\nCPU of the workerd process:')
    if (start === null) console.log('not known on this system')
    else
      console.log(
        `${start.toFixed(2).padStart(8)} ms  start: workerd itself, the modules of the bundle, the service`,
      )
    await cost('first request', 1, () => '/healthz')
    await cost('first briefing', 1, () => '/v1/briefing?place=Annapolis&subreddits=sailing')
    await cost('a cached briefing', 300, () => '/v1/briefing?place=Annapolis&subreddits=sailing')
    await cost('thirteen cold zones', 1, () => '/v1/marine/forecasts?group=chesapeake')
    await cost('thirteen cached zones', 300, () => '/v1/marine/forecasts?group=chesapeake')
    await cost('a cold subreddit', 100, (index) => `/v1/reddit/top?subreddits=harbour${index}`)
    return start
  } finally {
    await served.close()
    await sandbox.close()
  }
}
