// Follows examples/fourth-source/README.md to its last step in a copy of the repository, then runs the checks and the unit tests
// there: nothing in them counts features by hand.
import { execFile, execFileSync } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const example = join(root, 'examples/fourth-source')
const readme = readFileSync(join(example, 'README.md'), 'utf8')
/** Below features by the rule of imports: their tests cannot know of one more. */
const below = ['test/{config,core,jobs,parts,pipeline,runtime,sources,tracing,web}/**']

let copy = ''

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'tutorial-'))
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
  for (const file of listed.trim().split('\n')) {
    mkdirSync(dirname(join(copy, file)), { recursive: true })
    cpSync(join(root, file), join(copy, file), { force: true })
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  // Some checks ask git for the files.
  execFileSync('git', ['init', '-q'], { cwd: copy })
  execFileSync('git', ['add', '.'], { cwd: copy })
})

afterAll(() => rmSync(copy, { recursive: true, force: true }))

/** Runs a command in the copy, and returns what it printed when it failed. */
async function failureOf(command: string): Promise<string> {
  const [file = '', ...options] = command.split(' ')
  const environment = { ...process.env, NO_COLOR: '1', CI: '1', REDOCLY_TELEMETRY: 'off' }
  try {
    await promisify(execFile)(file, options, { cwd: copy, env: environment, maxBuffer: 50_000_000 })
    return ''
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    return `${command}\n${stdout.slice(-4_000)}\n${stderr.slice(-4_000)}`
  }
}

test('the commands of the last step write down what has changed', async () => {
  cpSync(join(example, 'src/sources/tides'), join(copy, 'src/sources/tides'), { recursive: true })
  const line = /```ts\n(export .*)\n```/.exec(readme)?.[1]
  appendFileSync(join(copy, 'src/features/registry.ts'), `${line}\n`)
  const commands = [...readme.matchAll(/^(npm run (?:fix|openapi|configuration))\b/gm)].map(
    ([, each]) => each,
  )
  expect(commands).toHaveLength(3)
  for (const command of commands) expect(await failureOf(`${command}`)).toBe('')
  expect(readFileSync(join(copy, 'openapi/openapi.json'), 'utf8')).toContain('"/v1/tides"')
  expect(readFileSync(join(copy, 'docs/configuration.md'), 'utf8')).toContain('TIDES_URL')
})

test('then `npm run check` passes, and so do the unit tests', async () => {
  const above = globSync('test/**/*.test.ts', { cwd: copy, exclude: below })
  // Side by side: much of the check is one process at a time.
  const failures = await Promise.all([
    failureOf('npm run --silent check'),
    failureOf(`npx vitest run --project units --reporter=dot ${above.join(' ')}`),
  ])
  expect(failures).toEqual(['', ''])
})
