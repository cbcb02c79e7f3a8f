// A start reads only what its first answer needs.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const serve = new URL('../../src/entry/serve.ts', import.meta.url).href
const warm = new URL('../../src/entry/warm.ts', import.meta.url).href

/** The packages that were loaded with `require` when the process that runs `code` exits. */
async function readAfter(code: string): Promise<string[]> {
  const script = `
    import { createRequire } from 'node:module'
    process.once('exit', () => {
      const files = Object.keys(createRequire(${JSON.stringify(serve)}).cache)
      const names = files.map((file) => /.*node_modules.((?:@[^/\\\\]+.)?[^/\\\\]+)/.exec(file)?.[1])
      console.log(JSON.stringify([...new Set(names)]))
    })
    ${code}`
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], {
    env: { ...process.env, LOG_LEVEL: 'silent', HOST: '127.0.0.1', PORT: '0' },
  })
  return JSON.parse(stdout) as string[]
}

test('HTTP clients, threads and metrics are not loaded before the service listens', async () => {
  const packages = await readAfter(`
    const { serveOnNode } = await import(${JSON.stringify(serve)})
    await serveOnNode()
    process.exit()`)
  expect(packages.length).toBeGreaterThan(0)
  for (const late of ['undici', 'piscina', 'prom-client']) expect(packages).not.toContain(late)
})

test('HTTP clients and metrics are loaded before the first request needs them', async () => {
  const packages = await readAfter(`
    const { serveOnNode } = await import(${JSON.stringify(serve)})
    await serveOnNode({ onWarm: () => process.exit() })`)
  expect(packages).toEqual(expect.arrayContaining(['undici', 'prom-client']))
  expect(packages).not.toContain('piscina')
})

test('the compile cache of the image is written after they are loaded', async () => {
  const packages = await readAfter(`await import(${JSON.stringify(warm)})`)
  expect(packages).toEqual(expect.arrayContaining(['undici', 'prom-client']))
})
