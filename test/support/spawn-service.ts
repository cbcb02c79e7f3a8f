// The service as a process, to observe its exit and its log.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'

export type LogLine = Record<string, unknown> & { msg: string }

export interface SpawnedService {
  url: string
  /** URL of the operator's routes; empty if they have no port of their own. */
  operatorUrl: string
  signal(name: 'SIGTERM' | 'SIGINT' | 'SIGHUP' | 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void
  /** Resolves when a line with this message has been logged. */
  logged(message: string): Promise<LogLine>
  /** Resolves when the process has ended. */
  ended(): Promise<Ended>
}

export interface Ended {
  code: number | null
  /** Standard output, line by line as it was written. */
  lines: string[]
  errors: string
}

const root = resolve(import.meta.dirname, '../..')

/** Runs an entry with these variables and nothing else of the environment; resolves when it has ended. */
export async function runEntry(environment: Record<string, string>): Promise<Ended> {
  const { ended } = start(environment)
  return ended
}

/** Starts the service on any free port and resolves once it listens. */
export async function spawnService(environment: Record<string, string>): Promise<SpawnedService> {
  const { child, ended, lines } = start({ HOST: '127.0.0.1', PORT: '0', ...environment })
  const logged = async (message: string): Promise<LogLine> => {
    for (;;) {
      const line = lines.find((each) => each.includes(`"msg":"${message}"`))
      if (line) return JSON.parse(line) as LogLine
      await Promise.race([once(child.stdout ?? child, 'data'), ended])
      if ((child.exitCode ?? child.signalCode) !== null && !lines.some((each) => each.includes(message))) {
        throw new Error(`the service ended without '${message}': ${(await ended).errors}`)
      }
    }
  }
  const { url, operatorUrl = '' } = await logged('listening')
  return {
    url: String(url),
    operatorUrl: String(operatorUrl),
    signal: (name) => void child.kill(name),
    logged,
    ended: () => ended,
  }
}

function start(environment: Record<string, string>): {
  child: ChildProcess
  ended: Promise<Ended>
  lines: string[]
} {
  const child = spawn(process.execPath, ['src/entry/node.ts'], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  let rest = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const pieces = (rest + text).split('\n')
    rest = pieces.pop() ?? ''
    lines.push(...pieces)
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  const ended = once(child, 'close').then(([code]): Ended => {
    if (rest !== '') lines.push(rest)
    return { code: code as number | null, lines, errors }
  })
  return { child, ended, lines }
}
