import { expect, test } from 'vitest'
import { decodersOf, features, sourcesOf } from '../../src/features/index.ts'

const sources = sourcesOf(features)
const decoders = decodersOf(features)

const endpoints = sources.flatMap((source) =>
  source.endpoints.map(({ name, provider, decode }) => ({ source, name, provider, decode })),
)

test('builds a source that several features use once, in order of name', () => {
  const names = sources.map(({ name }) => name)
  expect(names).toEqual(
    [...new Set(features.flatMap((feature) => feature.sources.map(({ name }) => name)))].sort(),
  )
})

test('gives threads the decoder of every endpoint under its own name, and the tasks', () => {
  const tasks = features.flatMap((feature) => feature.tasks)
  expect([...decoders.keys()]).toEqual([...endpoints, ...tasks].map(({ name }) => name))
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
