// The client as others get it: packed, installed into a project that knows nothing of this one, compiled strictly, and run.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, type Served, serve } from '../page/browser.ts'
import { listen } from '../support/listen.ts'
import { named, needs } from '../support/needs.ts'
import { bin, env, install, pack, root, run } from '../support/packed.ts'

const program = `
import { createClient, TributaryError, type Forecast, type GetBriefingQuery } from 'tributary-client'
import { url } from './target.js'

const client = createClient({ baseUrl: url, timeoutMs: 100_000 })
const query: GetBriefingQuery = { place: 'Annapolis, MD', subreddits: ['sailing'], count: 2 }
const told: string[] = []
let first: Forecast | undefined
for await (const event of client.briefing.stream(query, { signal: AbortSignal.timeout(100_000) })) {
  if (event.event === 'part') told.push(event.source)
  if (event.event === 'part' && event.source === 'marine' && event.data) first ??= event.data
  if (event.event === 'done') told.push(String(event.answer.complete))
}
const speed: number | undefined = first?.periods[0]?.wind[0]?.speedKt?.max
const whole = await client.briefing(query)
try {
  await client.marine.zone('nowhere')
} catch (error) {
  if (!(error instanceof TributaryError)) throw error
  told.push(error.code, error.errors[0]?.name ?? '')
}
// @ts-expect-error a place is required
void ((): Promise<unknown> => client.briefing({ count: 2 }))
// @ts-expect-error no such group
void ((): Promise<unknown> => client.marine.advisories({ group: 'atlantic' }))
// @ts-expect-error what is missing is null, and has to be looked at
void ((): number => first!.periods[0]!.wind[0]!.speedKt.max)
console.log(JSON.stringify({ told: told.sort(), zones: whole.data.marine.length, said: typeof first?.periods[0]?.text, speed: typeof speed !== 'string' }))
`

let folder: string
let served: Served

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tributary-client-'))
  served = await serve({ CORS_ORIGINS: '*' })
  const source = join(folder, 'source')
  await run(process.execPath, ['scripts/build-package.ts', 'packages/client', source], { cwd: root, env })
  const project = join(folder, 'project')
  await install(project, await pack(source, folder))
  await writeFile(join(project, 'main.ts'), program)
  await writeFile(join(project, 'target.ts'), `export const url = ${JSON.stringify(served.url)}\n`)
})

afterAll(async () => {
  await served?.close()
  await rm(folder, { recursive: true, force: true })
})

const strict =
  '--strict --exactOptionalPropertyTypes --noUncheckedIndexedAccess --skipLibCheck false --target es2022 --lib es2023,dom --types ""'
const compile = (file: string, ...options: string[]): Promise<unknown> => {
  const words = [...strict.replace(' --types ""', '').split(' '), ...options, file]
  return run(join(bin, 'tsc'), words, { cwd: join(folder, 'project'), env })
}

const installed = (): string => join(folder, 'project/node_modules/tributary-client')

test('it contains JavaScript, declarations, licence and README, and has no dependencies', async () => {
  const files = (await readdir(installed())).sort()
  expect(files.filter((name) => !/\.(?:js|d\.ts)$/.test(name))).toEqual([
    'LICENSE',
    'README.md',
    'package.json',
  ])
  const { dependencies, peerDependencies, version } = JSON.parse(
    await readFile(join(installed(), 'package.json'), 'utf8'),
  ) as Record<string, unknown>
  const { version: ours } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    version: string
  }
  expect([dependencies, peerDependencies, version]).toEqual([undefined, undefined, ours])
  for (const name of files.filter((each) => each.endsWith('.js'))) {
    expect(await readFile(join(installed(), name), 'utf8')).not.toMatch(/from '(?!\.\/\w[\w-]*\.js')/)
  }
})

test('a program compiles against it in strict mode and runs', async () => {
  await compile('main.ts', '--module', 'esnext', '--moduleResolution', 'bundler', '--noEmit')
  await compile('main.ts', '--module', 'nodenext')
  const { stdout } = await run(process.execPath, ['main.js'], { cwd: join(folder, 'project'), env: {} })
  expect(JSON.parse(stdout)).toEqual({
    told: ['alerts', 'alerts', 'geocode', 'invalid_request', 'marine', 'marine', 'reddit', 'true', 'zone'],
    zones: 2,
    said: 'string',
    speed: true,
  })
})

const printer = `
import { writeFileSync } from 'node:fs'
import { printModule } from 'tributary-client/generate'
import { url } from './target.js'

writeFileSync('api.ts', printModule(await (await fetch(url + '/openapi.json')).json()))
`
const ownRoutes = `
import { createClient } from 'tributary-client'
import { type Operations, routes } from './api.js'
import { url } from './target.js'

const zone = await createClient<Operations>({ baseUrl: url, routes }).ask('getZone', { zone: 'ANZ532' })
console.log(zone.office)
`

test('it prints the types of a service from its document, and asks by them', async () => {
  const project = join(folder, 'project')
  await writeFile(join(project, 'print.js'), printer)
  await run(process.execPath, ['print.js'], { cwd: project })
  await writeFile(join(project, 'own.ts'), ownRoutes)
  await compile('own.ts', '--module', 'nodenext')
  expect((await run(process.execPath, ['own.js'], { cwd: project, env: {} })).stdout).toBe('LWX\n')
})

/** As text: what a test is compiled to knows modules that a browser does not. */
const inBrowser = `(async () => {
  const { createClient } = await import('/index.js')
  const client = createClient({ baseUrl: 'BASE', apiKey: 'whatever', timeoutMs: 100000 })
  const events = []
  for await (const { event } of client.geocode.stream({ place: ['Zadar'] })) events.push(event)
  return [...events, await client.marine.zone('nowhere').catch((error) => error.code)]
})()`

test.skipIf(needs.browser.missing)(
  named('it runs in a browser, from another origin', needs.browser),
  async () => {
    const files = createServer((request, response) => {
      const name = request.url === '/' ? null : join(installed(), request.url ?? '')
      response.setHeader('content-type', name === null ? 'text/html' : 'text/javascript')
      if (name === null) response.end('<!doctype html>')
      else
        readFile(name).then(
          (text) => response.end(text),
          () => response.writeHead(404).end(),
        )
    })
    const port = await listen(files)
    const page = await (await launch()).newPage()
    page.setDefaultTimeout(0)
    try {
      await page.goto(`http://127.0.0.1:${port}/`)
      const told = await page.evaluate(inBrowser.replace('BASE', served.url))
      expect(told).toEqual(['part', 'progress', 'done', 'invalid_request'])
    } finally {
      await page.close()
      files.closeAllConnections()
      files.close()
    }
  },
)
