// A log that cannot be written must keep neither requests nor the end of the process waiting.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { freePort } from '../support/free-port.ts'

let folder: string
let child: ChildProcess | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-'))
})
afterEach(() => {
  child?.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** Starts the service with its log in this file; resolves with its address once it answers. */
async function start(log: number): Promise<string> {
  const port = await freePort()
  child = spawn(process.execPath, ['src/entry/node.ts'], {
    cwd: resolve(import.meta.dirname, '../..'),
    env: { PATH: process.env.PATH ?? '', HOST: '127.0.0.1', PORT: String(port) },
    stdio: ['ignore', log, 'inherit'],
  })
  const url = `http://127.0.0.1:${port}`
  await eventually(() => fetch(`${url}/healthz`))
  return url
}

/** Leaves a line each in the log. */
async function ask(url: string, times: number): Promise<void> {
  for (let asked = 0; asked < times; asked++) {
    expect((await fetch(`${url}/v1/marine/zones/ANZ532`)).status).toBe(200)
  }
}

const ended = async (): Promise<unknown> => (await once(child as ChildProcess, 'exit'))[0]

test('a full disk stops neither the service nor its exit', async () => {
  const full = openSync('/dev/full', 'w')
  const url = await start(full)
  await ask(url, 20)
  expect(await (await fetch(`${url}/metrics`)).text()).toContain('tributary_log_dropped_lines_total 0')
  child?.kill('SIGTERM')
  expect(await ended()).toBe(0)
  closeSync(full)
})

test.each([1, 2])(
  'a pipe without a reader stops neither the service nor its exit: signals, %i',
  async (signals) => {
    const path = join(folder, 'log')
    execFileSync('mkfifo', [path])
    const pipe = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
    const url = await start(pipe)
    await ask(url, 600)
    for (let sent = 0; sent < signals; sent++) child?.kill('SIGTERM')
    expect(await ended()).toBe(0)
    // It was full, but for less than the next write: what came before is there, whole lines from the first on.
    const bytes = Buffer.alloc(1_000_000)
    const text = bytes.subarray(0, readSync(pipe, bytes)).toString()
    expect(text.length).toBeGreaterThan(30_000)
    expect(JSON.parse(text.slice(0, text.indexOf('\n')))).toMatchObject({ msg: 'listening' })
    closeSync(pipe)
  },
)

test('a log reader that exits does not stop the service', async () => {
  const path = join(folder, 'log')
  execFileSync('mkfifo', [path])
  const reader = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
  const writer = openSync(path, constants.O_WRONLY)
  const url = await start(writer)
  for (const each of [reader, writer]) closeSync(each)
  await ask(url, 50)
  child?.kill('SIGTERM')
  expect(await ended()).toBe(0)
})
