// npm run container:check: does the service run as it is deployed?
// With a container engine: builds the image and runs it as compose.yaml does. Without one: stages the files that the last stage
// of the Dockerfile copies in an empty folder that cannot be written, and runs its commands there as an unprivileged user.
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { imageCommand, imageOptions } from './image-command.ts'

type Run = (command: readonly string[], port: number) => ChildProcess

const project = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string): string => readFileSync(join(project, path), 'utf8')
const dockerfile = read('Dockerfile')
const [, demo = ''] = /command: \[(.*)\]/.exec(read('compose.yaml')) ?? []

function expect(isTrue: boolean, what: string): void {
  if (!isTrue) throw new Error(`expected: ${what}`)
  console.log(`ok  ${what}`)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** Starts a command, waits until it is healthy, requests the paths, and expects SIGTERM to end it with code 0. */
async function serves(run: Run, argv: readonly string[], paths: readonly string[]): Promise<void> {
  const port = await freePort()
  const child = run(argv, port)
  let output = ''
  child.stdout?.on('data', (chunk) => {
    output += chunk
  })
  const exited = once(child, 'exit')
  const get = (path: string): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(30_000) })
  try {
    for (let tries = 0; !(await get('/healthz').catch(() => null))?.ok; tries++) {
      if (tries === 600 || child.exitCode !== null)
        throw new Error(`${argv.join(' ')} is not healthy:\n${output}`)
      await sleep(100)
    }
    for (const path of paths) expect((await get(path)).status === 200, `${argv.join(' ')} answers ${path}`)
    child.kill('SIGTERM')
    const [code] = await exited
    expect(code === 0, `${argv.join(' ')} exits with 0 after SIGTERM (${code})`)
  } finally {
    child.kill('SIGKILL')
  }
}

/** Builds the image; its containers have a read-only file system and no capabilities. */
function image(): Run {
  execFileSync('docker', ['build', '--quiet', '--tag', 'tributary:check', '.'], {
    cwd: project,
    stdio: 'inherit',
  })
  const limits = [
    '--read-only',
    '--tmpfs',
    '/tmp',
    '--cap-drop',
    'ALL',
    '--security-opt',
    'no-new-privileges',
  ]
  return (argv, port) =>
    spawn('docker', ['run', '--rm', ...limits, '-p', `127.0.0.1:${port}:8080`, 'tributary:check', ...argv])
}

/** Stages the files of the last stage below `root`. Without root's rights the user stays the one that runs the check. */
function staged(root: string): Run {
  execFileSync('node', ['scripts/build.ts', '--javascript'], { cwd: project, stdio: 'inherit' })
  const app = join(root, 'app')
  mkdirSync(app)
  for (const [, from = '', to = ''] of dockerfile.matchAll(/^COPY --from=build \/app\/(\S+) (\S+)$/gm)) {
    cpSync(join(project, from), join(app, to), { recursive: true })
  }
  // The other user may not be allowed to read the folder of this process's own Node.
  copyFileSync(process.execPath, join(root, 'node'))
  chmodSync(root, 0o755)
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  const env = {
    PATH: `${root}:/usr/bin:/bin`,
    NODE_ENV: 'production',
    NODE_COMPILE_CACHE: join(app, '.cache'),
  }
  mkdirSync(env.NODE_COMPILE_CACHE, { mode: 0o777 })
  chmodSync(env.NODE_COMPILE_CACHE, 0o1777)
  execFileSync('node', [...imageOptions(), 'dist/warm.js'], { cwd: app, env, ...user })
  execFileSync('chmod', ['-R', 'a-w', root])
  const write = spawnSync('node', ['-e', "require('node:fs').writeFileSync('dist/new', '')"], {
    cwd: app,
    env,
    ...user,
  })
  expect(write.status !== 0, 'the service cannot write its own files')
  return ([name = '', ...args], port) =>
    spawn(name, args, { cwd: app, env: { ...env, PORT: String(port), HOST: '127.0.0.1' }, ...user })
}

const root = mkdtempSync(join(tmpdir(), 'tributary-image-'))
try {
  const hasEngine = spawnSync('docker', ['version']).status === 0
  console.log(hasEngine ? 'the image:' : 'without an engine: the files of the image, staged in a folder')
  const run = hasEngine ? image() : staged(root)
  await serves(run, imageCommand(), ['/readyz', '/v1/marine/zones/ANZ532', '/docs', '/metrics'])
  await serves(
    run,
    demo.split(',').map((word) => word.trim().replaceAll("'", '')),
    ['/v1/briefing?place=Annapolis,%20MD&subreddits=sailing,boating'],
  )
} finally {
  execFileSync('chmod', ['-R', 'u+w', root])
  rmSync(root, { recursive: true, force: true })
}
