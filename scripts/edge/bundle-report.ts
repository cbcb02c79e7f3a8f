import type { Bundle } from './build-bundle.ts'

/** Maximum size of the bundle, gzip. */
export const gateBytes = 340_000

/** Packages that only Node can run, or that only Node's entries use. */
const nodeOnly = [
  'undici',
  'piscina',
  'prom-client',
  'ioredis',
  'bullmq',
  '@hono/node-server',
  '@opentelemetry/api',
]

/** Everything that is wrong with the bundle, one line each. */
export function faultsOf({ gzipBytes, inputs }: Pick<Bundle, 'gzipBytes' | 'inputs'>): string[] {
  const packages = new Set(inputs.map(({ file }) => packageOf(file)))
  const size =
    gzipBytes > gateBytes ? [`the bundle has ${gzipBytes} bytes gzip, and may have ${gateBytes}`] : []
  const strangers = nodeOnly.filter((name) => packages.has(name)).map((name) => `${name} is in the bundle`)
  const builtIn = inputs
    .filter(({ file }) => file.startsWith('node:'))
    .map(({ file }) => `it imports ${file}`)
  return [...size, ...strangers, ...builtIn]
}

/** The bundle by package, our own files by folder and large ones by name; largest first. */
export function groupsOf({ inputs }: Pick<Bundle, 'inputs'>): { name: string; bytes: number }[] {
  const groups = new Map<string, number>()
  for (const { file, bytes } of inputs) {
    const own = bytes > 10_000 ? file : file.split('/').slice(0, 3).join('/')
    const name = packageOf(file) ?? own
    groups.set(name, (groups.get(name) ?? 0) + bytes)
  }
  return [...groups].map(([name, bytes]) => ({ name, bytes })).sort((a, b) => b.bytes - a.bytes)
}

const packageOf = (file: string): string | null =>
  /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? null
