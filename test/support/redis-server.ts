// A real Redis for tests: started by the test on a free loopback port, empty, without persistence.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Redis } from 'ioredis'
import { systemClock } from '../../src/core/clock.ts'
import { createConnection, waitingOptions } from '../../src/runtime/node/redis/connection.ts'
import { hangMs } from './eventually.ts'
import { freePort } from './free-port.ts'
import { needs } from './needs.ts'

export interface RedisServer {
  readonly url: string
  readonly port: number
  /** Kills it, as a crash would; resolves when it has exited. Its data is lost. */
  kill(): Promise<void>
  /** Starts it again, empty, on the same port; resolves when it answers. */
  restart(): Promise<void>
  /** Freezes it: connections stay open and nothing answers. */
  freeze(): void
  thaw(): void
  /** Stops it and removes its files. */
  close(): Promise<void>
}

/** Why tests with Redis cannot run here; null if they can. */
export const noRedis: string | null = needs.redis.missing

/** Starts a Redis with these options of its command line. */
export async function startRedis(...options: readonly string[]): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'redis-'))
  const port = await freePort()
  let child = await launch(port, folder, options)
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill,
    async restart() {
      await kill()
      child = await launch(port, folder, options)
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async close() {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Starts the process; resolves when it says that it is ready. */
async function launch(port: number, folder: string, options: readonly string[]): Promise<ChildProcess> {
  const own = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder]
  const child = spawn('redis-server', [...own, '--save', '', '--appendonly', 'no', ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit').then(() => {
    throw new Error('redis-server ended while it started')
  })
  ended.catch(() => {})
  let text = ''
  while (!text.includes('Ready to accept connections')) {
    const [chunk] = await Promise.race([once(child.stdout, 'data'), ended])
    text += String(chunk)
  }
  // Later output is not read, and must not fill the pipe.
  child.stdout.resume()
  return child
}

/** A connection of the test itself, not opened yet, which waits for as long as a slow machine takes. */
export function patientConnection({ url }: Pick<RedisServer, 'url'>): Redis {
  const { commandTimeout, socketTimeout } = waitingOptions
  const options = { commandTimeout, socketTimeout, connectTimeout: hangMs }
  return createConnection({ url, clock: systemClock, name: 'tests', options })
}

export async function openRaw(server: Pick<RedisServer, 'url'>): Promise<Redis> {
  const raw = patientConnection(server)
  await raw.connect()
  return raw
}
