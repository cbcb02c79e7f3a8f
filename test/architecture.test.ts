// The shape of src/ as rules: who may import whom, and what only the edges may touch.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

/** From the top down: each imports only what stands below it. */
const order = [
  'entry',
  'http',
  'jobs',
  'parts',
  'config',
  'define',
  'pipeline',
  'runtime/runtime.ts',
  'core',
] as const

interface Aside {
  imports: readonly string[]
  /** Of these it may know the types only. */
  types?: readonly string[]
  importedBy: readonly string[]
}

/** Beside the order: what each may import, and who may import it. */
const aside: Record<string, Aside> = {
  // One upstream each, by which the pipeline asks it: known to what is made of it, and to nothing that serves it.
  sources: { imports: ['pipeline', 'runtime/runtime.ts', 'core'], importedBy: ['entry'] },
  // What is offered: concrete, hence handed in by entry/ to whatever serves it.
  features: {
    imports: ['define', 'sources', 'pipeline', 'runtime/runtime.ts', 'core'],
    importedBy: ['entry', 'cli'],
  },
  // What others import by the package's name: re-exports, and nothing of its own.
  library: {
    imports: ['entry', 'features', 'define', 'sandbox', 'sources', 'pipeline', 'core'],
    importedBy: [],
  },
  // Platforms: chosen in entry/ alone.
  runtime: { imports: ['runtime/runtime.ts', 'core'], importedBy: ['entry'] },
  // Where jobs are kept and run: chosen in entry/ alone.
  queues: { imports: ['jobs', 'redis', 'runtime/runtime.ts', 'core'], importedBy: ['entry'] },
  // Connections to Redis, for what instances share and for jobs.
  redis: { imports: ['runtime/runtime.ts', 'core'], importedBy: ['entry'] },
  // Simulates the upstreams: it knows their places and zones, and nothing of the service. The demo and the library for tests start it.
  sandbox: { imports: ['sources', 'core'], importedBy: ['entry'] },
  // Pages: text that http serves, and code for the browser that reads what the service answers.
  web: {
    imports: ['sources', 'core'],
    types: ['parts', 'define', 'jobs', 'pipeline'],
    importedBy: ['http'],
  },
  // The Model Context Protocol: routes as tools.
  mcp: { imports: ['parts', 'define', 'core'], importedBy: ['entry', 'cli'] },
  // Traces, by the API of OpenTelemetry: chosen in entry/ alone.
  tracing: { imports: ['core'], importedBy: ['entry'] },
  // The command line: it asks the service through the client alone, whether that is far away or in the same process.
  cli: { imports: ['client', 'mcp', 'parts', 'define', 'sources', 'core'], importedBy: ['entry'] },
  client: { imports: [], importedBy: ['cli'] },
  // The grammar of marine texts: it imports nothing.
  'nws-marine': { imports: [], importedBy: ['sources', 'sandbox', 'cli', 'web'] },
}

/** Packages that only one part may know. */
const keepers: Record<string, readonly string[]> = {
  hono: ['http', 'web', 'sandbox', 'entry'],
  '@hono/node-server': ['entry', 'sandbox'],
  '@hono/zod-openapi': ['http', 'sandbox'],
  undici: ['runtime'],
  piscina: ['runtime'],
  'prom-client': ['runtime', 'entry'],
  ioredis: ['redis', 'queues'],
  bullmq: ['queues'],
  '@modelcontextprotocol/server': ['mcp'],
  '@opentelemetry/api': ['tracing'],
  'lru-cache': ['pipeline', 'http'],
  'p-limit': ['runtime'],
}

/** The workspaces below packages/, by their names: each is a part of its own. */
const workspaces: Record<string, string> = {
  'nws-marine': 'nws-marine',
  'tributary-client': 'client',
  'tributary-sandbox': 'sandbox',
}

const root = fileURLToPath(new URL('../src/', import.meta.url))
const files = globSync(['**/*.{ts,tsx}', '../packages/*/src/**/*.ts'], { cwd: root }).sort()
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

/** Which part a file belongs to. */
function partOf(file: string): string {
  if (file === 'runtime/runtime.ts') return file
  if (file.startsWith('../packages/')) return file.split('/')[2] ?? file
  if (file.startsWith('runtime/node/redis/')) return 'redis'
  // Beside its source, above all sources.
  if (/^sources\/\w+\/(?:feature\.ts$|routes\/)/.test(file)) return 'features'
  return file.split('/', 1)[0] ?? file
}

/** What a module names in imports and re-exports, and whether it wants types only. */
function importsOf(text: string): { name: string; isType: boolean }[] {
  const named = /^\s*(?:import|export)(\s+type\b)?[^'"`;]*?\bfrom\s*['"](.+?)['"]/gm
  const bare = /^\s*import(\s*)['"](.+?)['"]/gm
  const dynamic = /\bimport(\()\s*['"](.+?)['"]/g
  return [named, bare, dynamic].flatMap((form) =>
    [...text.matchAll(form)].map(([, kind = '', name = '']) => ({ name, isType: kind.includes('type') })),
  )
}

/** The code without its comments. */
const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')

/** What is wrong with a file's imports. */
function faultsOf(file: string, text: string): string[] {
  const part = partOf(file)
  const place = order.indexOf(part as (typeof order)[number])
  if (place < 0 && !aside[part]) return [`${file}: ${part} has no place in the order`]
  return importsOf(text).flatMap(({ name, isType }) => {
    if (name.endsWith('.json')) return []
    const packageName = name.split('/', name.startsWith('@') ? 2 : 1).join('/')
    const workspace = workspaces[packageName]
    if (!name.startsWith('.') && !workspace) {
      const where = keepers[packageName]
      const isPlatform = name.startsWith('node:') && !['entry', 'runtime', 'sandbox', 'cli'].includes(part)
      return isPlatform || (where && !where.includes(part)) ? [`${file} imports ${name}`] : []
    }
    const target = workspace ?? partOf(relative(root, join(root, dirname(file), name)))
    if (target === part) return []
    const targetPlace = order.indexOf(target as (typeof order)[number])
    const isAllowed =
      (place >= 0 && targetPlace > place) ||
      aside[part]?.imports.includes(target) ||
      (isType && aside[part]?.types?.includes(target)) ||
      aside[target]?.importedBy.includes(part)
    return isAllowed ? [] : [`${file} imports ${name}: ${part} may not know ${target}`]
  })
}

test('imports point down only', () => {
  expect(files.length).toBeGreaterThan(50)
  expect(files.flatMap((file) => faultsOf(file, read(file)))).toEqual([])
})

test('the demo, the sandbox by itself and the library for tests start the sandbox, and no other part of the service', () => {
  const starts = (file: string) => importsOf(read(file)).some(({ name }) => /^tributary-sandbox\b/.test(name))
  const starting = files.filter((file) => !file.startsWith('../') && starts(file))
  const entries = ['demo', 'sandbox-thread', 'sandbox'].map((name) => `entry/${name}.ts`)
  expect(starting).toEqual([...entries, 'library/testing.ts'])
})

test.each([
  ['core/x.ts', "import { stack } from '../pipeline/call.ts'"],
  ['pipeline/x.ts', "import type { Marine } from '../sources/marine/index.ts'"],
  ['http/x.ts', "export { createNodeRuntime } from '../runtime/node/node-runtime.ts'"],
  ['sources/x.ts', "const { sandbox } = await import('tributary-sandbox/sandbox.ts')"],
  ['sources/x.ts', "import { sandbox } from '../../packages/sandbox/src/sandbox.ts'"],
  ['../packages/sandbox/src/x.ts', "import { stack } from '../../../src/pipeline/call.ts'"],
  ['core/x.ts', "import {\n  join,\n} from 'node:path'"],
  ['parts/x.ts', "import { Hono } from 'hono'"],
  ['web/x.ts', "import { merge } from '../parts/merge.ts'"],
  ['new/x.ts', ''],
  ['http/x.ts', "import { createClient } from 'tributary-client'"],
  ['../packages/client/src/x.ts', "import { createNodeRuntime } from '../../../src/runtime/node/node.ts'"],
  ['http/routes/x.ts', "import { marine } from '../../sources/marine/feature.ts'"],
  ['sources/marine/source.ts', "import { defineRoute } from '../../define/route.ts'"],
  ['define/x.ts', "import { features } from '../features/index.ts'"],
])('a violation in %s is reported: %s', (file, text) => {
  expect(faultsOf(file, text).length).toBe(1)
})

test.each([
  ['entry/x.ts', "import { createNodeRuntime } from '../runtime/node/node-runtime.ts'"],
  ['http/x.ts', "import { page } from '../web/page.ts'"],
  ['pipeline/layers/x.ts', "import type { Scope } from '../../runtime/runtime.ts'"],
  ['web/x.ts', "import type { Part } from '../parts/part.ts'"],
  ['sources/x.ts', "import { z } from 'zod'\nimport './y.ts'"],
  ['sources/marine/routes/x.ts', "import { defineRoute } from '../../../define/route.ts'"],
  ['cli/x.ts', "import { createClient } from 'tributary-client'"],
])('allowed imports are not reported: %s', (file, text) => {
  expect(faultsOf(file, text)).toEqual([])
})

/** The files that are in a cycle of imports or lead into one: what is left without those that lead nowhere else. */
function cyclesIn(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const left = new Map(imports)
  for (;;) {
    const ends = [...left].filter(([, names]) => !names.some((name) => left.has(name)))
    if (ends.length === 0) return [...left.keys()]
    for (const [file] of ends) left.delete(file)
  }
}

test('there are no import cycles, including types', () => {
  const targetsOf = (file: string): string[] =>
    importsOf(read(file)).map(({ name }) => (name.startsWith('.') ? join(dirname(file), name) : name))
  expect(cyclesIn(new Map(files.map((file) => [file, targetsOf(file)])))).toEqual([])
})

test('a cycle is found from any starting point', () => {
  const graph: [string, string[]][] = [
    ['a.ts', ['b.ts', 'd.ts']],
    ['b.ts', ['c.ts']],
    ['c.ts', ['e.ts']],
    ['d.ts', ['c.ts', 'f.ts']],
    ['f.ts', []],
  ]
  expect(cyclesIn(new Map([...graph, ['e.ts', ['b.ts']]]))).toEqual(['a.ts', 'b.ts', 'c.ts', 'd.ts', 'e.ts'])
  expect(cyclesIn(new Map([...graph, ['e.ts', []]]))).toEqual([])
})

const clockOrPlatform =
  /\bDate\.now\(|\bnew Date\(\)|\bset(?:Timeout|Interval|Immediate)\(|\bAbortSignal\.timeout\(|\bMath\.random\(|\bperformance\.now\(|\bprocess\.(?:env|exit|on)\b/

/** The files whose code has this, and which are not allowed it. */
const withCode = (form: RegExp, isAllowed: (file: string) => boolean): string[] =>
  files.filter((file) => !isAllowed(file) && form.test(withoutComments(read(file))))

test('time, randomness and the process are used only in permitted files', () => {
  // Code for the browser has no clock of ours. The log of Node hands its lines over at the end of a turn, and of the process.
  const named = ['core/clock.ts', 'runtime/node/log.ts', 'runtime/node/line-queue.ts']
  const permitted = /^(?:entry|library|web|\.\.\/packages\/client)\//
  const found = withCode(clockOrPlatform, (file) => named.includes(file) || permitted.test(file))
  expect(found).toEqual([])
  expect(clockOrPlatform.test(withoutComments(read('core/clock.ts')))).toBe(true)
})

test('only one file of http/ reads the signal of a request, because platforms abort it with their own errors', () => {
  const reading = /\bc\.req\.raw\.signal\b|\bsignal \} = c\.req\.raw\b/
  expect(withCode(reading, (file) => !file.startsWith('http/'))).toEqual(['http/client-signal.ts'])
})

test('only entries use the console', () => {
  expect(withCode(/\bconsole\./, (file) => file.startsWith('entry/'))).toEqual([])
})

test('a file has at most 250 lines or a reason in its first comment', () => {
  const linesOf = (file: string): number => read(file).split('\n').length
  const sizes = files.map(linesOf).sort((a, b) => a - b)
  const silent = files.filter((file) => linesOf(file) > 251 && !/^(?:\/\/|\/\*)/.test(read(file)))
  expect(silent).toEqual([])
  expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(100)
})

test('files are named after their content', () => {
  expect(files.filter((file) => /(?:^|\/)(?:utils?|helpers?|common|misc)\b|[A-Z_]/.test(file))).toEqual([])
})
