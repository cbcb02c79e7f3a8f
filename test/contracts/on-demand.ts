// The contract on a runtime that tools/runtimes installs on demand: the service is its own process, asking a sandbox.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type SandboxServer, serveSandbox } from 'tributary-sandbox/server.ts'
import { sandboxUrls } from 'tributary-sandbox/urls.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Clock, systemClock } from '../../src/core/clock.ts'
import { features } from '../../src/features/index.ts'
import { disconnectLaw, lawVariables } from '../support/disconnect-law.ts'
import { named, needs } from '../support/needs.ts'
import { createTurnstile, type Turnstile } from '../support/turnstile.ts'
import { unhurried } from '../support/unhurried.ts'
import { contract } from './suite.ts'

export interface RuntimeUnderTest {
  name: string
  /** Where its binary may be, below tools/runtimes/node_modules: patterns, because folders are named for the machine. */
  binaries: readonly string[]
  args: readonly string[]
}

const root = fileURLToPath(new URL('../..', import.meta.url))

interface Running {
  child: ChildProcess
  url: string
  log: Record<string, unknown>[]
}

/** Runs the contract on this runtime, where it is installed. */
export function contractOnDemand({ name, binaries, args }: RuntimeUnderTest): void {
  const cwd = `${root}tools/runtimes/node_modules`
  const [found] = binaries.flatMap((binary) => globSync(binary, { cwd }))

  describe.skipIf(needs.runtimes.missing)(named(name, needs.runtimes), () => {
    let sandbox: SandboxServer
    const delays: Turnstile = createTurnstile()
    let running: Running

    const start = async (variables: Record<string, string> = {}): Promise<Running> => {
      const env = { ...process.env, HOST: '127.0.0.1', PORT: '0', ...unhurried }
      const child = spawn(`${cwd}/${found}`, args, {
        cwd: root,
        env: { ...env, ...sandboxUrls(sandbox.url), ...variables },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const log: Record<string, unknown>[] = []
      const url = new Promise<string>((resolve, reject) => {
        child.once('exit', (code) => reject(new Error(`${name} exited with ${code} before it listened`)))
        createInterface({ input: child.stdout }).on('line', (line) => {
          const entry = JSON.parse(line)
          log.push(entry)
          if (entry.msg === 'listening') resolve(entry.url)
        })
      })
      return { child, url: await url, log }
    }

    beforeAll(async () => {
      // The contract has short delays; the last test has one that ends when it says so.
      const after: Clock['after'] = (ms, run) => (ms < 1_000 ? systemClock : delays).after(ms, run)
      sandbox = await serveSandbox({ clock: { ...systemClock, after } })
      running = await start()
    })

    afterAll(async () => {
      running?.child.kill('SIGKILL')
      await sandbox?.close()
    })

    contract({
      url: () => running.url,
      sandboxUrl: () => sandbox.url,
      aggregates: features.flatMap(({ routes }) => routes),
      gaps: ['metrics'],
    })

    describe('with clients of any behaviour', () => {
      let held: Running
      beforeAll(async () => {
        held = await start(lawVariables)
      })
      afterAll(() => {
        held?.child.kill('SIGKILL')
        sandbox.sandbox.faults.clear()
      })
      disconnectLaw({
        port: () => Number(new URL(held.url).port),
        sandbox: () => sandbox,
        lines: () => held.log,
      })
    })

    test('on SIGTERM it answers requests in flight and exits with 0', async () => {
      sandbox.sandbox.faults.set([{ match: '/r/slowly', fault: 'delay', delayMs: 600_000 }])
      const { child, url, log } = await start()
      const exited = once(child, 'exit')
      const answer = fetch(`${url}/v1/reddit/top?subreddits=slowly`)
      while (!sandbox.sandbox.calls.some(({ path }) => path.includes('/r/slowly'))) {
        await new Promise((resolve) => setImmediate(resolve))
      }
      child.kill('SIGTERM')
      delays.pass()
      expect((await answer).status).toBe(200)
      expect(await exited).toEqual([0, null])
      expect(log.at(-1)).toMatchObject({ msg: 'stopped', accepted: 1, answered: 1, lost: 0 })
    })
  })
}
