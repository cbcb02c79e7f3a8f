// The package as others get it: built, packed, installed into a folder that knows nothing of this one, and used there as a
// command, as a service, as a library on Node and as a worker.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listen } from '../support/listen.ts'
import { bin, env, install, pack, root, run } from '../support/packed.ts'
import { unhurried } from '../support/unhurried.ts'

let folder: string
let tarball: string
let upstream: Server
let variables: Record<string, string>

const documents: Record<string, object> = {
  '/users/42': { id: '42', name: 'Ann', tier: 'paid' },
  '/orders': [{ id: 'o1', productId: 'p1', count: 2 }],
  '/products/p1': { id: 'p1', name: 'Rope', priceCents: 900 },
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tributary-package-'))
  tarball = await pack(root, folder)
  // The one package that it needs is the one that is here.
  await install(folder, '--install-links', join(root, 'node_modules/zod'), tarball)
  await cp(join(root, 'examples/customer/customer.ts'), join(folder, 'customer.ts'))
  upstream = createServer((request, response) => {
    const found = documents[new URL(request.url ?? '', 'http://x').pathname]
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify(found ?? {}))
  })
  const url = `http://127.0.0.1:${await listen(upstream)}`
  variables = { ...unhurried, PORT: '0', HOST: '127.0.0.1' }
  for (const source of ['USERS', 'ORDERS', 'PRODUCTS']) {
    variables[`${source}_URL`] = url
    variables[`${source}_TIMEOUT_MS`] = unhurried.BUDGET_MS ?? ''
  }
})

afterAll(async () => {
  upstream?.close()
  await rm(folder, { recursive: true, force: true })
})

/** Starts a program in the folder, and gives the address that its first line names. */
async function served(argv: readonly string[], more: Record<string, string> = {}) {
  const child = spawn(process.execPath, argv, { cwd: folder, env: { ...env, ...variables, ...more } })
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  return { child, url: JSON.parse(line).url as string }
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
}

const customer = async (url: string) => {
  const response = await fetch(`${url}/v1/customers/42`)
  return { status: response.status, body: (await response.json()) as { data: { user: { name: string } } } }
}

test('it is small, has one dependency, and lists the licences of bundled code', async () => {
  expect((await stat(tarball)).size).toBeLessThan(3_000_000)
  const installed = await readdir(join(folder, 'node_modules'))
  expect(installed.filter((name) => !name.startsWith('.') && !/^node-/.test(name))).toEqual([
    'tributary',
    'zod',
  ])
  const licences = await readFile(join(folder, 'node_modules/tributary/dist/LICENSES.txt'), 'utf8')
  for (const name of ['hono', 'undici', 'zod', 'piscina']) expect(licences).toContain(`\n${name} `)
})

test('it is a command', async () => {
  const tributary = join(folder, 'node_modules/tributary/bin/tributary.js')
  const { stdout } = await run(process.execPath, [tributary, '--help'], { cwd: folder, env })
  expect(stdout).toContain('serve')
  const parsed = run(process.execPath, [tributary, 'parse', '/dev/null'], { cwd: folder, env })
  await expect(parsed).rejects.toMatchObject({ code: expect.any(Number) })
})

test('it serves features from other packages', async () => {
  const tributary = join(folder, 'node_modules/tributary/bin/tributary.js')
  const { child, url } = await served([
    tributary,
    'serve',
    '--features',
    './customer.ts',
    '--built-in',
    'none',
  ])
  expect(await customer(url)).toMatchObject({ status: 200, body: { data: { user: { name: 'Ann' } } } })
  // A bundler that takes `decodeURIComponent` for free of effects removes the check.
  expect((await fetch(`${url}/v1/customers/42?%E0%A4%A`)).status).toBe(400)
  await end(child)
})

test('it is a library: it serves on its own and inside an existing server', async () => {
  const program = `
import { serve, createService } from 'tributary/node'
import { marine } from 'tributary/features'
import { customers } from './customer.ts'
const { fetch, close } = await createService({ features: [customers, marine] })
const { status } = await fetch(new Request('http://x/v1/customers/42'))
const known = await fetch(new Request('http://x/v1/marine/zones/ANZ532'))
await close()
if (status !== 200 || known.status !== 200) throw new Error('it does not answer: ' + status + ', ' + known.status)
await serve({ features: [customers] })
`
  await writeFile(join(folder, 'program.ts'), program)
  const { child, url } = await served(['program.ts'])
  expect((await customer(url)).body.data.user.name).toBe('Ann')
  expect((await fetch(`${url}/v1/marine/zones`)).status).toBe(404)
  await end(child)
})

test('it simulates the upstreams, with faults, for tests of other projects', async () => {
  const program = `
import { startSandbox } from 'tributary/testing'
const sandbox = await startSandbox({ upstreams: { users: (request) => Response.json({ path: new URL(request.url).pathname }) } })
sandbox.setFaults([{ match: '/users/7', fault: '503', times: 1 }])
const ask = async (path) => (await fetch(sandbox.url + path)).status
console.log(JSON.stringify([await ask('/users/7'), await ask('/users/7'), await ask('/nws/alerts/active?zone=ANZ532'), sandbox.calls().length]))
await sandbox.close()
`
  await writeFile(join(folder, 'testing.js'), program)
  const { stdout } = await run(process.execPath, ['testing.js'], { cwd: folder, env })
  expect(JSON.parse(stdout)).toEqual([503, 200, 200, 3])
})

test('its types are strict and complete', async () => {
  const options = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'esnext', '--types', '']
  const skip = ['--allowImportingTsExtensions', '--skipLibCheck']
  await run(join(bin, 'tsc'), [...options, ...skip, 'customer.ts', 'program.ts'], { cwd: folder, env })
})

test('it is a worker', async () => {
  const worker = `
import { createWorker } from 'tributary/workers'
import { customers } from './customer.ts'
export { JobBoard, RateLimiter } from 'tributary/workers'
export default createWorker({ features: [customers] })
`
  await writeFile(join(folder, 'worker.ts'), worker)
  await writeFile(
    join(folder, 'wrangler.toml'),
    'name = "fresh"\nmain = "worker.ts"\ncompatibility_date = "2026-10-20"\n[[durable_objects.bindings]]\nname = "JOB_BOARD"\nclass_name = "JobBoard"\n[[migrations]]\ntag = "v1"\nnew_sqlite_classes = ["JobBoard"]\n',
  )
  const settings = { ...env, WRANGLER_SEND_METRICS: 'false', CI: 'true' }
  await run(join(bin, 'wrangler'), ['deploy', '--dry-run', '--outdir', 'out'], { cwd: folder, env: settings })
  expect((await readdir(join(folder, 'out'))).some((file) => file.endsWith('.js'))).toBe(true)
})
