import { expect, test } from 'vitest'
import { z } from 'zod'
import { faultsOfFeatures } from '../../src/define/check-features.ts'
import { defineFeature, type Feature, type FeatureDefinition } from '../../src/define/feature.ts'
import { defineRoute, type RouteDefinition } from '../../src/define/route.ts'
import { features as builtIn } from '../../src/features/index.ts'
import { defaultPolicy, defineSource } from '../../src/pipeline/source.ts'

const sourceOf = (name: string) =>
  defineSource({
    name,
    settings: z.object({}),
    policy: defaultPolicy,
    providers: [],
    endpoints: [],
    key: () => '',
    output: z.string(),
    build: () => async () => {
      throw new Error('is not asked here')
    },
  })

const fogs = sourceOf('fogs')
const geocoding = builtIn.flatMap(({ jobs }) => jobs).filter(({ kind }) => kind === 'geocode')

function featureOf(
  name: string,
  route: Partial<RouteDefinition<object, object>> = {},
  more: Partial<FeatureDefinition> = {},
): Feature {
  const declared = defineRoute({
    path: `/v1/${name}`,
    operationId: `get-${name}`,
    summary: '',
    description: '',
    input: z.object({ id: z.string().optional() }),
    data: z.object({}),
    sources: [fogs],
    asks: () => [],
    gather: async () => ({}),
    ...route,
  } as RouteDefinition<object, object>)
  return defineFeature({ name, summary: '', sources: [fogs], routes: [declared], ...more })
}

test('the built-in features can be served together, and with another that shares a source', () => {
  expect(faultsOfFeatures(builtIn)).toEqual([])
  expect(faultsOfFeatures([featureOf('a'), featureOf('b')])).toEqual([])
  expect(faultsOfFeatures([])).toEqual([])
})

test.each<[string, Feature[], string]>([
  ['a name', [featureOf('a'), featureOf('a')], 'a: two features have this name'],
  ['a path', [featureOf('a'), featureOf('b', { path: '/v1/a' })], "b: the route GET /v1/a is a's"],
  [
    'an operation',
    [featureOf('a'), featureOf('b', { operationId: 'get-a' })],
    "b: the operation get-a is a's",
  ],
  ['a tool', [featureOf('a', { tool: 't' }), featureOf('b', { tool: 't' })], "b: the tool t is a's"],
  [
    'a kind of job',
    [featureOf('a'), featureOf('b')].map((feature) => ({ ...feature, jobs: geocoding })),
    "b: the kind of job geocode is a's",
  ],
  [
    'the name of a source',
    [featureOf('a'), featureOf('b', {}, { sources: [sourceOf('fogs')] })],
    'b: another source has the name fogs',
  ],
])('%s that is used twice is one line', (_, features, line) => {
  expect(faultsOfFeatures(features)).toEqual([line])
})

test('a source with a colon in its name is one line', () => {
  const feature = featureOf('a', { sources: [] }, { sources: [sourceOf('a:b')] })
  expect(faultsOfFeatures([feature])).toEqual(['a: the source a:b has a colon in its name'])
})

test.each<[Partial<RouteDefinition<object, object>>, string]>([
  [{ path: '/v1/a/{nr}' }, 'a: /v1/a/{nr}: nr is not a field of its input'],
  [{ path: '/a' as '/v1/a' }, 'a: /a: a path begins with /v1/'],
  [
    { input: z.array(z.string()) as unknown as z.ZodType<object> },
    'a: /v1/a: its input is not an object schema',
  ],
  [
    { method: 'post', path: '/v1/a/{id}', body: ['id'] },
    'a: /v1/a/{id}: id cannot be in the path and in the body',
  ],
  [{ sources: [sourceOf('mists')] }, 'a: /v1/a: the feature does not list its source mists'],
])('a route that cannot be served is one line: %j', (route, line) => {
  expect(faultsOfFeatures([featureOf('a', route)])).toEqual([line])
})
