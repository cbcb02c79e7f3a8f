// Requirements of some tests that `npm ci` does not install. Without them the tests are skipped with the reason in their names,
// and the last lines of a run list them.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, resolve } from 'node:path'

export interface Need {
  /** What cannot be tested without it. */
  proves: string
  /** Why it is missing here; null if it is available. */
  missing: string | null
}

const root = resolve(import.meta.dirname, '../..')
const below = (path: string): boolean => existsSync(resolve(root, path))

export const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium'
export const samplesFolder = process.env.TRIBUTARY_SAMPLES ?? resolve(root, '../shared/samples')
export const olderNode = findOlderNode()

export const needs = {
  browser: {
    proves: 'pages in a browser',
    missing: existsSync(chromium) ? null : 'no chromium',
  },
  redis: {
    proves: 'Redis',
    missing: spawnSync('redis-server', ['--version']).error ? 'no redis-server' : null,
  },
  runtimes: {
    proves: 'Bun and Deno',
    missing: below('tools/runtimes/node_modules') ? null : 'npm ci --prefix tools/runtimes',
  },
  otel: {
    proves: 'traces by the SDK of OpenTelemetry',
    missing: below('tools/otel/node_modules') ? null : 'npm ci --prefix tools/otel',
  },
  samples: {
    proves: 'bodies of real upstreams',
    missing: existsSync(samplesFolder) ? null : 'no samples',
  },
  olderNode: {
    proves: 'the start by an older Node',
    missing: olderNode === null ? 'no Node 20 to 25 on the PATH' : null,
  },
} as const satisfies Record<string, Need>

/** The name of a test, with the reason if it is skipped. */
export const named = (name: string, { missing }: Need): string =>
  missing === null ? name : `${name} (${missing})`

/** A Node of this machine that is too old to run the service. */
function findOlderNode(): string | null {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const node = resolve(folder, 'node')
    if (!existsSync(node)) continue
    const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' })
    const major = Number(/^v(\d+)/.exec(stdout ?? '')?.[1] ?? 99)
    if (major >= 20 && major < 26) return node
  }
  return null
}
