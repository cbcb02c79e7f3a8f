// How long from `node` to the first answer? With the compile cache warm, as in the image, without it, and an empty process.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { report } from './support/report.ts'
import { median, printTable, spread } from './support/table.ts'

const rounds = 9
const entry = new URL('../src/entry/node.ts', import.meta.url).pathname
const cache = mkdtempSync(join(tmpdir(), 'compile-cache-'))

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const sent = request({ host: '127.0.0.1', port, path: '/healthz' }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    sent.on('error', () => resolve(false))
    sent.end()
  })

async function untilAnswer(environment: Record<string, string>): Promise<number> {
  const port = await freePort()
  const startedAt = performance.now()
  const child = start({ ...environment, PORT: String(port) })
  while (!(await answers(port))) await new Promise((resolve) => setTimeout(resolve, 2))
  const tookMs = performance.now() - startedAt
  child.kill('SIGKILL')
  await once(child, 'exit')
  return tookMs
}

async function untilExit(): Promise<number> {
  const startedAt = performance.now()
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit')
  return performance.now() - startedAt
}

// Of a bench that ends early. The service itself has no channel that would close with its bench.
const started = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of started) child.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))

function start(environment: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, [entry], {
    env: { ...process.env, HOST: '127.0.0.1', LOG_LEVEL: 'silent', ...environment },
    stdio: 'ignore',
  })
  started.add(child)
  child.once('exit', () => started.delete(child))
  return child
}

const warm = { NODE_COMPILE_CACHE: cache }
/** Written when the process ends of itself. */
async function fillCache(): Promise<void> {
  const port = await freePort()
  const child = start({ ...warm, PORT: String(port) })
  while (!(await answers(port))) await new Promise((resolve) => setTimeout(resolve, 20))
  child.kill('SIGTERM')
  await once(child, 'exit')
}

await fillCache()
const subjects = [
  { name: 'node -e 0', run: untilExit, took: [] as number[] },
  { name: 'compile cache warm', run: () => untilAnswer(warm), took: [] as number[] },
  {
    name: 'no compile cache',
    run: () => untilAnswer({ NODE_DISABLE_COMPILE_CACHE: '1' }),
    took: [] as number[],
  },
]
for (let round = 0; round < rounds; round++) for (const { run, took } of subjects) took.push(await run())
rmSync(cache, { recursive: true })
printTable(
  `start: process start to first answer, ${rounds} rounds`,
  subjects.map(({ name, took }) => ({ subject: name, ms: spread(took, 0) })),
)
report('process start to first answer, compile cache warm', median(subjects[1]?.took ?? []), {
  max: 250,
  digits: 0,
  unit: ' ms',
})
