import { expect, test } from 'vitest'
import { decoders, sources } from '../../src/sources/index.ts'

const endpoints = sources.flatMap((source) =>
  source.endpoints.map(({ name, provider, decode }) => ({ source, name, provider, decode })),
)

test('has the five sources, each name once, in order of name', () => {
  expect(sources.map(({ name }) => name)).toEqual(['alerts', 'geocode', 'marine', 'pages', 'reddit'])
})

test('gives threads the decoder of every endpoint under its own name, and the tasks', () => {
  expect([...decoders.keys()].toSorted()).toEqual(
    [...endpoints.map(({ name }) => name), 'marine/parse', 'marine/search'].toSorted(),
  )
  for (const { name, decode } of endpoints) expect(decoders.get(name)).toBe(decode)
})

test('names in every endpoint a provider that its source has, and the source itself', () => {
  for (const { source, name, provider } of endpoints) {
    expect(source.providers.map((one) => one.name)).toContain(provider)
    expect(name.startsWith(`${source.name}/${provider}`)).toBe(true)
  }
})

test('needs no variable to be set', () => {
  for (const { settings } of sources) expect(settings.safeParse({}).success).toBe(true)
})

test('leaves half of the process-wide pool to others by default', () => {
  for (const { policy } of sources) expect(policy.concurrency).toBeLessThanOrEqual(32)
})
