// A start reads only what its first answer needs.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const serve = new URL('../../src/entry/serve.ts', import.meta.url).href

/** The packages that have been read after `code`, of those that are written for `require`. */
async function readAfter(code: string): Promise<string[]> {
  const script = `
    import { createRequire } from 'node:module'
    import { serveOnNode } from ${JSON.stringify(serve)}
    ${code}
    const files = Object.keys(createRequire(${JSON.stringify(serve)}).cache)
    const names = files.map((file) => /.*node_modules.((?:@[^/\\\\]+.)?[^/\\\\]+)/.exec(file)?.[1])
    console.log(JSON.stringify([...new Set(names)]))
    process.exit()`
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], {
    env: { ...process.env, LOG_LEVEL: 'silent', HOST: '127.0.0.1', PORT: '0' },
  })
  return JSON.parse(stdout) as string[]
}

test('HTTP clients, threads and metrics are not loaded before the service listens', async () => {
  const packages = await readAfter('await serveOnNode(process.env)')
  expect(packages.length).toBeGreaterThan(0)
  for (const late of ['undici', 'piscina', 'prom-client']) expect(packages).not.toContain(late)
})

test('HTTP clients and metrics are loaded before the first request needs them', async () => {
  const packages = await readAfter(`
    await serveOnNode(process.env)
    const isRead = () => Object.keys(createRequire(${JSON.stringify(serve)}).cache).some((file) => file.includes('undici'))
    while (!isRead()) await new Promise((resolve) => setTimeout(resolve, 5))`)
  expect(packages).toEqual(expect.arrayContaining(['undici', 'prom-client']))
  expect(packages).not.toContain('piscina')
})
