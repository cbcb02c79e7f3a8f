// A server under measurement runs in a process of its own, on its own core, and is asked for its CPU time over IPC: what the
// load generator costs does not count.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

export interface Target {
  name: string
  url: string
  pid: number
  /** CPU milliseconds (user and system) of the process so far. */
  cpuMs(): Promise<number>
  /** Asks the process for anything else it can tell. */
  ask<T>(question: string): Promise<T>
  stop(): Promise<void>
}

export interface TargetOptions {
  environment?: Record<string, string>
  nodeOptions?: string[]
}

/** Starts `bench/targets/<file>.ts` and resolves once it listens. */
export async function startTarget(
  file: string,
  { environment = {}, nodeOptions = [] }: TargetOptions = {},
): Promise<Target> {
  const child = fork(new URL(`../targets/${file}.ts`, import.meta.url), {
    env: { ...process.env, ...environment },
    execArgv: nodeOptions,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  // Of a bench that is ended; one that is killed closes the channel, and the target ends by itself.
  const end = (): void => void child.kill('SIGKILL')
  process.once('exit', end)
  child.once('exit', () => process.off('exit', end))
  const died = once(child, 'exit').then(([code]) => {
    throw new Error(`${file} ended with ${code}`)
  })
  died.catch(() => {})
  const [url] = (await Promise.race([once(child, 'message'), died])) as [string]
  const ask = async <T>(question: string): Promise<T> => {
    child.send(question)
    const [answer] = (await once(child, 'message')) as [T]
    return answer
  }
  return {
    name: file,
    url,
    pid: child.pid ?? 0,
    cpuMs: () => ask('cpu'),
    ask,
    stop: () => stop(child),
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}
