// Does the container work?  npm run container:check
// Where no engine is at hand: runs the Dockerfile's own steps in a clean folder, makes the tree read-only, starts its CMD as
// another user, waits for its HEALTHCHECK, asks it, and ends it. It reads the Dockerfile and compose.yaml, so it cannot drift.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Dockerfile, parseDockerfile } from './container/dockerfile.ts'
import { readIgnore } from './container/ignore.ts'
import { buildImage, type Image } from './container/image.ts'
import { type Instance, runIn, startInstance } from './container/instance.ts'

const context = fileURLToPath(new URL('..', import.meta.url))
const isRoot = process.getuid?.() === 0
/** The user that owns nothing. */
const nobody = { uid: 65_534, gid: 65_534 }

const say = (line: string): void => console.log(line)
const read = (path: string): string => readFileSync(join(context, path), 'utf8')

function expect(isTrue: boolean, what: string): void {
  if (!isTrue) throw new Error(`expected: ${what}`)
  say(`ok  ${what}`)
}

/** The demo's command, from the one place that states it. */
function demoCommand(): string[] {
  const [, list = ''] = /command: \[(.*)\]/.exec(read('compose.yaml')) ?? []
  return list.split(',').map((word) => word.trim().replaceAll("'", ''))
}

/** Takes the right to write away from everybody, or gives it back to the owner. */
function changeMode(mode: 'a-w' | 'u+w', folder: string): void {
  const { status, stderr } = spawnSync('chmod', ['-R', mode, folder], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`chmod ${mode}: ${stderr}`)
}

async function check(file: Dockerfile, image: Image): Promise<void> {
  const write = ['node', '-e', "require('node:fs').writeFileSync('dist/new', '')"]
  expect((await runIn(image, write)) !== 0, 'the tree cannot be written')
  const absent = ['node', '-e', "import('typescript').then(() => process.exit(1), () => process.exit(0))"]
  expect((await runIn(image, absent)) === 0, 'no development dependency is there')

  await during(image, file.command, async (service) => {
    await service.healthy(file.healthcheck)
    for (const path of ['/healthz', '/readyz', '/v1/marine/zones/ANZ532', '/docs', '/metrics']) {
      const { status } = await service.get(path)
      expect(status === 200, `${path} answers 200`)
    }
    const { code, output } = await service.stop()
    expect(code === 0, `exit code 0 after SIGTERM (${code})`)
    expect(output.includes('"lost":0'), 'the last line says that no request was lost')
  })

  await during(image, demoCommand(), async (demo) => {
    await demo.healthy(file.healthcheck)
    const asked = '/v1/briefing?place=Annapolis,%20MD&subreddits=sailing,boating'
    const { text } = await demo.get(asked)
    expect(text.startsWith('{"complete":true,'), `the demo answers ${asked} completely`)
    const { code } = await demo.stop()
    expect(code === 0, `the demo exits with 0 after SIGTERM (${code})`)
  })
}

/** Leaves nothing running, whatever the check finds. */
async function during(
  image: Image,
  command: readonly string[],
  look: (instance: Instance) => Promise<void>,
): Promise<void> {
  const instance = await startInstance(image, command)
  try {
    await look(instance)
  } finally {
    instance.kill()
  }
}

const root = mkdtempSync(join(tmpdir(), 'tributary-image-'))
const startedAt = performance.now()
try {
  const file = parseDockerfile(read('Dockerfile'))
  const isIncluded = readIgnore(read('.dockerignore'))
  const image = buildImage(file, { context, isIncluded, root, other: isRoot ? nobody : null, say })
  changeMode('a-w', root)
  await check(file, image)
  say(`The container works (${((performance.now() - startedAt) / 1_000).toFixed(1)} s).`)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  changeMode('u+w', root)
  rmSync(root, { recursive: true, force: true })
}
