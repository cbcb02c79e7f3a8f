// What `npm run container:check` takes for granted of the Dockerfile where it has no engine.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { imageOptions } from '../../scripts/image-command.ts'
import { listen } from '../support/listen.ts'

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const lines = read('Dockerfile').split('\n')
const starting = (word: string): string[] =>
  lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1))

test('every stage uses the Node that the project is developed and tested with', () => {
  const [version] = new Set(Object.values(packageJson.optionalDependencies))
  expect(starting('FROM')).toEqual([`node:${version}-trixie-slim AS build`, `node:${version}-trixie-slim`])
})

test('the image is built by the build script, contains its output only, and runs as a user who is not root', () => {
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')))
  expect(starting('RUN')).toContain('node scripts/build.ts --javascript')
  expect(last.filter((line) => /^(COPY|ADD) /.test(line))).toEqual(['COPY --from=build /app/dist ./dist'])
  expect(last.filter((line) => line.startsWith('USER '))).toEqual(['USER node'])
})

test('the compile cache and the traced image have the options of Node that the image starts with', () => {
  const options = imageOptions()
  expect(options.length).toBeGreaterThan(0)
  expect(starting('RUN')).toContain(`node ${options.join(' ')} dist/warm.js`)
  const traced = /^CMD (\[.*\])$/m.exec(read('docs/tracing.md'))?.[1] ?? '[]'
  expect(JSON.parse(traced)).toEqual(expect.arrayContaining(options))
})

test('.dockerignore leaves everything out but what the Dockerfile copies', () => {
  const copied = starting('COPY').filter((rest) => !rest.startsWith('--from'))
  const [first, ...rules] = read('.dockerignore').trim().split('\n').slice(1)
  // The others take something out of a copied folder.
  const exceptions = rules.filter((rule) => rule.startsWith('!'))
  expect(first).toBe('**')
  expect(exceptions.toSorted()).toEqual(
    copied
      .flatMap((rest) => rest.split(' ').slice(0, -1))
      .map((path) => `!${path}`)
      .toSorted(),
  )
})

test.each([
  [200, 0],
  [503, 1],
])('the health check of a service that answers /healthz with %i exits with %i', async (status, expected) => {
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/healthz' ? status : 404).end()
  })
  const port = await listen(server)
  const [, list = ''] = /HEALTHCHECK [^[]*CMD (\[.*\])/.exec(read('Dockerfile').replaceAll('\\\n', '')) ?? []
  const [, ...args] = JSON.parse(list) as string[]
  const [code] = await once(spawn(process.execPath, args, { env: { PORT: String(port) } }), 'exit')
  expect(code).toBe(expected)
  server.close()
})
