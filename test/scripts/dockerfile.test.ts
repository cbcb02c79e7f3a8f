import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { parseDockerfile } from '../../scripts/container/dockerfile.ts'
import { readIgnore } from '../../scripts/container/ignore.ts'

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

describe('the Dockerfile', () => {
  const { stages } = parseDockerfile(read('Dockerfile'))
  const last = stages.at(-1)

  test('uses the Node that the project is developed and tested with, in every stage', () => {
    const versions = new Set(Object.values(packageJson.optionalDependencies))
    expect(stages.map(({ image }) => image)).toEqual(
      stages.map(() => `node:${[...versions].join()}-trixie-slim`),
    )
  })

  test('ends as a user who is not root', () => {
    const users = (last?.instructions ?? []).filter(({ kind }) => kind === 'user')
    expect(users.at(-1)).toEqual({ kind: 'user', name: 'node' })
  })
})

test('a line that goes on is one line, and comments are none', () => {
  const { stages } = parseDockerfile('FROM a:1\n# no\nRUN one \\\n  # nor this\n  two\n')
  expect(stages[0]?.instructions).toEqual([{ kind: 'run', command: 'one two' }])
})

test.each([
  ['an instruction it does not know', 'FROM a:1\nADD x y'],
  ['a flag it does not know', 'FROM a:1\nCOPY --chown=1 x y'],
  ['a command in shell form', 'FROM a:1\nCMD node x.ts'],
  ['a step before the first FROM', 'RUN x'],
])('%s is refused rather than left out', (_, text) => {
  expect(() => parseDockerfile(text)).toThrow(/unknown|JSON|before the first FROM/)
})

test('.dockerignore lets in what it names and what lies below it, and nothing else', () => {
  const isIncluded = readIgnore('# all\n**\n!src\n!package.json\n')
  expect(['src', 'src/a/b.ts', 'package.json'].every(isIncluded)).toBe(true)
  expect(['srcs', 'package.json5', 'node_modules/x', '.git'].some(isIncluded)).toBe(false)
  expect(() => readIgnore('node_modules\n')).toThrow('.dockerignore')
})
