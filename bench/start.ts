// How long from `node` to the first answer, what does it cost, and how much memory is held then? From dist/ as the image starts it
// (compile cache from dist/warm.js), without that cache, from the sources, and a bare HTTP server.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { imageOptions } from '../scripts/image-command.ts'
import { report } from './support/report.ts'
import { median, printTable, spread } from './support/table.ts'

const rounds = Number(process.argv[2] ?? 9)
/** At rest: what is made ready after the start has been. */
const restMs = 1_000
const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'start-'))
execFileSync(process.execPath, [join(root, 'scripts/build.ts'), '--javascript'], { stdio: 'inherit' })

const bare = join(folder, 'bare.mjs')
const listens = "createServer((_, response) => response.end()).listen(process.env.PORT, '127.0.0.1')"
writeFileSync(bare, `import { createServer } from 'node:http'\n${listens}\n`)

const warm = { NODE_COMPILE_CACHE: join(folder, 'cache') }
const common = { ...process.env, HOST: '127.0.0.1', LOG_LEVEL: 'silent' }
const options = imageOptions()
execFileSync(process.execPath, [...options, join(root, 'dist/warm.js')], { env: { ...common, ...warm } })

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

/** Time on a processor of all threads, in ms. */
function cpuOf(pid: number): number {
  const onCpu = (thread: string): number =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0])
  return readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => sum + onCpu(thread), 0) / 1e6
}

const rssOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024

interface Subject {
  name: string
  command: string[]
  environment?: Record<string, string>
  tookMs: number[]
  cpuMs: number[]
  rssMb: number[]
}

async function measure({ command, environment, tookMs, cpuMs, rssMb }: Subject): Promise<void> {
  const port = await freePort()
  const startedAt = performance.now()
  const child = start(command, { ...environment, PORT: String(port) })
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`${command.at(-1)} ended with ${child.exitCode}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  tookMs.push(performance.now() - startedAt)
  cpuMs.push(cpuOf(Number(child.pid)))
  await new Promise((resolve) => setTimeout(resolve, restMs))
  rssMb.push(rssOf(Number(child.pid)))
  const gone = once(child, 'exit')
  // At its end it writes the compile cache that was enabled.
  child.kill('SIGTERM')
  await gone
}

// Of a bench that ends early. The service itself has no channel that would close with its bench.
const started = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of started) child.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))

function start(command: string[], environment: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, command, { env: { ...common, ...environment }, stdio: 'ignore' })
  started.add(child)
  child.once('exit', () => started.delete(child))
  return child
}

const subject = (name: string, command: string[], environment: Record<string, string> = {}): Subject => ({
  name,
  command,
  environment,
  tookMs: [],
  cpuMs: [],
  rssMb: [],
})
const uncached = { NODE_DISABLE_COMPILE_CACHE: '1' }
const main = join(root, 'dist/main.js')
const source = join(root, 'src/entry/node.ts')
const subjects = [
  subject('a bare server', [bare]),
  subject('dist/, as in the image', [...options, main], warm),
  subject('dist/, no compile cache', [...options, main], uncached),
  subject('sources, compile cache', [source], { NODE_COMPILE_CACHE: join(folder, 'sources') }),
]
// The cache of the sources is written by the first round.
for (const each of [subjects[3], ...Array.from({ length: rounds }, () => subjects).flat()]) {
  if (each) await measure(each)
}
rmSync(folder, { recursive: true })
printTable(
  `start: process start to first answer, ${rounds} rounds, in turns`,
  subjects.map(({ name, tookMs, cpuMs, rssMb }) => ({
    subject: name,
    ms: spread(tookMs, 0),
    'CPU ms': spread(cpuMs, 0),
    'RSS at rest, MB': spread(rssMb, 0),
  })),
)
const [, image] = subjects
report('process start to first answer, from dist/ as the image starts it', median(image?.tookMs ?? []), {
  max: 250,
  digits: 0,
  unit: ' ms',
})
report('memory of the process at rest', median(image?.rssMb ?? []), { max: 100, digits: 0, unit: ' MB' })
