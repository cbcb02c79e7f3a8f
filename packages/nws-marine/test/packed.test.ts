// The package as others install it: built, packed, installed into an empty folder; its README's example runs there.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bin, env, install, pack, root, run } from '../../../test/support/packed.ts'

let folder: string
let project: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nws-marine-'))
  project = join(folder, 'project')
  const built = join(folder, 'built')
  await run(process.execPath, ['scripts/build-package.ts', 'packages/nws-marine', built], { cwd: root, env })
  await install(project, await pack(built, folder))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

/** The code blocks of the README, without their fences. */
async function blocksOfReadme(): Promise<string[]> {
  const readme = await readFile(join(project, 'node_modules/nws-marine/README.md'), 'utf8')
  return [...readme.matchAll(/^```\w*\n(.*?)^```/gms)].map(([, code = '']) => code)
}

test('it contains JavaScript, declarations, licence and README, and has no dependencies', async () => {
  const installed = join(project, 'node_modules/nws-marine')
  const others = (await readdir(installed)).filter((name) => !/\.d\.ts$/.test(name))
  expect(others.sort()).toEqual(['LICENSE', 'README.md', 'index.js', 'package.json'])
  const manifest = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'))
  expect(Object.keys(manifest).filter((field) => /dependencies|private|scripts/i.test(field))).toEqual([])
  expect(await readFile(join(installed, 'index.js'), 'utf8')).not.toMatch(/^import\b/m)
  expect((await readdir(join(project, 'node_modules'))).filter((name) => !name.startsWith('.'))).toEqual([
    'nws-marine',
  ])
})

test('the example of the README prints what the README says', async () => {
  const [code = '', printed] = await blocksOfReadme()
  await writeFile(join(project, 'example.js'), code)
  expect((await run(process.execPath, ['example.js'], { cwd: project, env })).stdout).toBe(printed)
})

test('a program compiles against its declarations in strict mode', async () => {
  const program = `import { type Hazard, parseProduct } from 'nws-marine'
export const hazards: Hazard[] = parseProduct('', { spans: true }).blocks.flatMap(({ hazards }) => hazards)
export const speed: number | undefined = parseProduct('').blocks[0]?.periods[0]?.wind[0]?.speedKt?.max
// @ts-expect-error may be missing
export const gust: number = parseProduct('').blocks[0].periods[0].wind[0].gustKt
`
  await writeFile(join(project, 'main.ts'), program)
  const strict = ['--strict', '--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes', '--noEmit']
  await run(join(bin, 'tsc'), [...strict, '--module', 'nodenext', 'main.ts'], { cwd: project, env })
})
