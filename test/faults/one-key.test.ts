// Rows beside the matrix: what an upstream says of one key, or one item of a list, costs that key or that item alone. One of
// three keys has the fault; the sandbox plays it in front of every upstream of the source.

import type { FaultRule } from 'tributary-sandbox/faults/fault.ts'
import { expect, test } from 'vitest'
import type { Part } from '../../src/parts/part.ts'
import { startService } from '../support/service.ts'

type Wanted = Pick<Part, 'status'> & { code?: string; skipped?: number; provider?: string }

interface Row {
  fault: 'one key 451' | 'one unknown key in a batch' | 'one unreadable item'
  source: 'marine' | 'alerts' | 'geocode' | 'reddit'
  rules: readonly FaultRule[]
  /** The key that has the fault, and what its part must be; the other parts are fresh. */
  key: string
  wanted: Wanted
}

const ask: Record<Row['source'], string> = {
  marine: '/v1/marine/forecasts?zones=ANZ531,ANZ532,ANZ533',
  alerts: '/v1/briefing?place=38.97,-76.49&count=3',
  geocode: '/v1/geocode?place=Zadar&place=Paris&place=Berlin',
  reddit: '/v1/reddit/top?subreddits=sailing,boating,harbour',
}

const keys = { marine: 'ANZ532', alerts: 'ANZ532', geocode: 'Paris', reddit: 'sailing' } as const
const paths = { marine: '/anz532.txt', alerts: 'ANZ532', geocode: 'Paris', reddit: '/r/sailing/' } as const

const row = (fault: Row['fault'], source: Row['source'], wanted: Wanted, ...rules: FaultRule[]): Row => ({
  fault,
  source,
  rules,
  key: keys[source],
  wanted,
})
const refused = (source: Row['source'], status: number): FaultRule => ({
  match: paths[source],
  fault: '500',
  status,
})
const failed = (code: string): Wanted => ({ status: 'failed', code })
const fresh = (more: Partial<Wanted> = {}): Wanted => ({ status: 'fresh', ...more })

const rows: readonly Row[] = [
  row('one key 451', 'marine', fresh({ provider: 'nws-products' }), refused('marine', 451)),
  row('one key 451', 'alerts', failed('upstream_forbidden'), refused('alerts', 451)),
  row('one key 451', 'geocode', failed('upstream_forbidden'), refused('geocode', 451)),
  row('one key 451', 'reddit', failed('upstream_forbidden'), refused('reddit', 451)),
  row('one unknown key in a batch', 'marine', fresh({ provider: 'nws-products' }), refused('marine', 404)),
  row('one unknown key in a batch', 'alerts', failed('upstream_error'), refused('alerts', 404)),
  row('one unknown key in a batch', 'geocode', failed('not_found'), refused('geocode', 404)),
  row('one unknown key in a batch', 'reddit', failed('not_found'), refused('reddit', 404)),
  // A zone's file has no items; the list of its office's products has.
  row('one unreadable item', 'marine', fresh({ provider: 'nws-products' }), refused('marine', 404), {
    match: '/nws/products/types',
    fault: 'odd-item',
  }),
  row('one unreadable item', 'alerts', fresh({ skipped: 1 }), { match: '/nws/alerts', fault: 'odd-item' }),
  row('one unreadable item', 'geocode', fresh(), { match: paths.geocode, fault: 'odd-item' }),
  row('one unreadable item', 'reddit', fresh({ skipped: 1 }), { match: paths.reddit, fault: 'odd-item' }),
]

test.each(rows)('$fault, $source: the other parts succeed', async ({ source, rules, key, wanted }) => {
  const service = startService({ GEOCODE_PROVIDERS: 'nominatim' })
  try {
    service.sandbox.faults.set([...rules])
    const { status, body } = await service.json(ask[source])
    const parts = (body.parts as Part[]).filter((part) => part.source === source)
    expect(status).toBe(200)
    const { code, ...rest } = wanted
    expect(parts.find((part) => part.key === key)).toMatchObject({
      ...rest,
      ...(code && { error: { code } }),
    })
    expect(parts.filter((part) => part.key !== key).map((part) => part.status)).toEqual(['fresh', 'fresh'])
    expect(body.complete).toBe(wanted.status === 'fresh' && wanted.skipped === undefined)
    const { body: operator } = await service.json('/v1/sources')
    const breakers = operator.sources.flatMap((each: { providers: { breaker: string }[] }) => each.providers)
    expect(breakers.map(({ breaker }: { breaker: string }) => breaker)).not.toContain('open')
    await service.idle()
    expect(service.events.of('bug')).toEqual([])
  } finally {
    await service.close()
  }
})

test.each(['marine', 'alerts', 'geocode', 'reddit'] as const)('every row has a cell for %s', (source) => {
  expect(new Set(rows.filter((row) => row.source === source).map(({ fault }) => fault)).size).toBe(3)
})

test.each([
  [451, 'reddit', Array.from({ length: 40 }, (_, index) => `/v1/reddit/top?subreddits=gone${index}`)],
  [400, 'geocode', Array.from({ length: 40 }, (_, index) => `/v1/geocode?place=gone${index}`)],
])(
  'forty consecutive keys refused with %i leave %s healthy for other keys',
  async (status, source, paths) => {
    const service = startService({ GEOCODE_PROVIDERS: 'nominatim' })
    try {
      service.sandbox.faults.set([{ match: 'gone', fault: '500', status }])
      for (const path of paths) await service.get(path)
      expect((await service.get(ask[source as Row['source']])).status).toBe(200)
    } finally {
      await service.close()
    }
  },
)
