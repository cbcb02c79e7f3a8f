// Writes the files of the pages to the folder that wrangler uploads beside the worker: the platform then serves them without
// running the worker. wrangler runs this before each build.
import { globSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readConfig } from '../src/config/config.ts'
import { composeService, registry } from '../src/entry/compose.ts'
import { createWebRuntime } from '../src/runtime/web.ts'
import coastline from '../src/web/page/map/coastline.data.json' with { type: 'json' }

const folder = fileURLToPath(new URL('../.wrangler/edge-assets', import.meta.url))
const { app } = composeService({
  config: readConfig({}, registry),
  runtime: createWebRuntime(),
  compresses: false,
})

const paths = app.routes
  .filter(({ method, path }) => method === 'GET' && path.startsWith('/assets/'))
  .flatMap(({ path }) =>
    path.includes(':tile') ? Object.keys(coastline.tiles).map((tile) => path.replace(':tile', tile)) : [path],
  )
/** Headers that differ between responses. */
const notKept = new Set(['content-type', 'x-request-id', 'content-length'])

const written = new Set<string>()

/** Several builds may run at once: a file with the right content is left alone, any other is replaced atomically. */
async function write(path: string, bytes: Uint8Array): Promise<void> {
  const file = folder + path
  written.add(path.slice(1))
  const known = await readFile(file).catch(() => null)
  if (known?.equals(bytes)) return
  await mkdir(dirname(file), { recursive: true })
  const draft = `${file}.${process.pid}`
  await writeFile(draft, bytes)
  await rename(draft, file)
}

const headers = new Map<string, string>()
for (const path of new Set(paths)) {
  const response = await app.request(path)
  if (response.status !== 200) throw new Error(`${path}: ${response.status}`)
  for (const [name, value] of response.headers) if (!notKept.has(name)) headers.set(name, value)
  await write(path, new Uint8Array(await response.arrayBuffer()))
}
const lines = [...headers].map(([name, value]) => `  ${name}: ${value}`)
const rules = ['/assets/*', ...lines, '/assets/coast-*', '  content-type: text/plain; charset=utf-8']
await write('/_headers', new TextEncoder().encode(`${rules.join('\n')}\n`))

// Files of older builds. A name that ends in a process id is another build's temporary file.
const stale = globSync('**/*', { cwd: folder, withFileTypes: true })
  .filter((entry) => entry.isFile() && !/\.\d+$/.test(entry.name))
  .map((entry) => `${entry.parentPath}/${entry.name}`)
  .filter((file) => !written.has(file.slice(folder.length + 1)))
for (const file of stale) await rm(file, { force: true })
