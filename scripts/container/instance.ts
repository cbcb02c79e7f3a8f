// One running instance of an image: started as its user, asked over HTTP, ended by SIGTERM.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Image } from './image.ts'

export interface Instance {
  /** Resolves when the health check passes; throws with the log when it does not within 20 s. */
  healthy(healthcheck: readonly string[]): Promise<void>
  /** The status and the text of an answer; at most 10 s. */
  get(path: string): Promise<{ status: number; text: string }>
  /** Sends SIGTERM and gives the exit code and everything that was printed; kills after 20 s. */
  stop(): Promise<{ code: number | null; output: string }>
  /** Ends it at once, if it has not ended. */
  kill(): void
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** Starts a command in an image as the image's user, on a free port of loopback. */
export async function startInstance(image: Image, command: readonly string[]): Promise<Instance> {
  const port = await freePort()
  const env = { ...image.environment, PORT: String(port), HOST: '127.0.0.1' }
  const child = execute(image, command, env)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk
    })
  }
  const exited = once(child, 'exit').then(([code]) => code as number | null)

  return {
    async get(path) {
      const url = `http://127.0.0.1:${port}${path}`
      const response = await fetch(url, { signal: AbortSignal.timeout(10_000) })
      return { status: response.status, text: await response.text() }
    },
    async healthy(healthcheck) {
      const deadline = performance.now() + 20_000
      while (performance.now() < deadline && child.exitCode === null) {
        const check = execute(image, healthcheck, env)
        const [code] = await once(check, 'exit')
        if (code === 0) return
        await sleep(100)
      }
      throw new Error(`${command.join(' ')} did not become healthy:\n${output}`)
    },
    async stop() {
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), 20_000)
      const code = await exited
      clearTimeout(timer)
      return { code, output }
    },
    kill: () => void child.kill('SIGKILL'),
  }
}

/** Runs a command to its end in an image, as the image's user; gives its exit code. */
export async function runIn(image: Image, command: readonly string[]): Promise<number | null> {
  const [code] = await once(execute(image, command, image.environment), 'exit')
  return code as number | null
}

function execute(
  image: Image,
  [name = '', ...args]: readonly string[],
  env: Record<string, string>,
): ChildProcess {
  return spawn(name, args, {
    cwd: image.directory,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...image.identity,
  })
}
