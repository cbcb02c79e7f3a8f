// The commands as npm runs them: the service is the one process below npm, and ends with it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'

test.each(['start', 'run demo'])('SIGTERM to `npm %s` leaves no listening process', async (command) => {
  const npm = spawn('npm', command.split(' '), {
    cwd: resolve(import.meta.dirname, '../..'),
    env: { ...process.env, HOST: '127.0.0.1', PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
    // A process group of its own, so that a failing test can end all of it.
    detached: true,
  })
  try {
    let output = ''
    let url: string | undefined
    npm.stdout.setEncoding('utf8')
    while (!url) {
      output += String(await once(npm.stdout, 'data'))
      url = /(?:"url":"|Tributary is at )(http:\/\/127\.0\.0\.1:\d+)/.exec(output)?.[1]
    }
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    npm.stdout.resume()
    const ended = once(npm, 'exit')
    npm.kill('SIGTERM')
    await ended
    await expect(fetch(`${url}/healthz`)).rejects.toThrow('fetch failed')
  } finally {
    if (npm.pid !== undefined) endGroup(npm.pid)
  }
})

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // No process of it is left.
  }
}
