// The contract, written once against a base URL. Every platform runs it: it knows nothing of how the service was started.
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { Route } from '../../src/define/route.ts'
import { Problem } from '../../src/http/problem.ts'
import { envelopeOf } from '../../src/parts/part.ts'
import { SourceView } from '../../src/pipeline/view.ts'
import { ParsedProduct, Zone } from '../../src/sources/marine/schema.ts'

export interface ContractOptions {
  /** The service under test, without a slash at its end. */
  url(): string
  /** The sandbox that it asks. */
  sandboxUrl(): string
  aggregates: readonly Route[]
  /** What this platform cannot have, by name; the suite then checks that it is absent. */
  gaps?: readonly ('metrics' | 'compression')[]
}

/** One working request for each aggregated route; `{sandbox}` is the sandbox's own address. */
const requests: Record<string, string> = {
  '/v1/briefing': '?place=Annapolis,%20MD&subreddits=sailing,boating&limit=3',
  '/v1/marine/forecasts': '?group=chesapeake&raw=true',
  '/v1/marine/advisories': '?near=38.97,-76.49&count=5',
  '/v1/marine/search': '?q=kt&group=chesapeake&limit=3',
  '/v1/geocode': '?place=Annapolis,%20MD&place=Wroc%C5%82aw',
  '/v1/pages': '?url={sandbox}/pages/harbour&url={sandbox}/pages/old&url={sandbox}/pages/missing',
  '/v1/reddit/top': '?subreddits=python,compsci&t=week&limit=2',
}

/** Objects hold what the schema names and nothing else, at every depth. */
function strictly(schema: z.ZodType, value: unknown): void {
  const result = schema.safeParse(value)
  expect(result.error?.issues ?? []).toEqual([])
  expect(value).toEqual(result.data)
}

/** Registers the contract's tests. */
export function contract({ url, sandboxUrl, aggregates, gaps = [] }: ContractOptions): void {
  const get = (path: string, init?: RequestInit): Promise<Response> => fetch(url() + path, init)
  const faults = async (rules: unknown): Promise<void> => {
    const { ok } = await fetch(`${sandboxUrl()}/__sandbox/faults`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(rules),
    })
    expect(ok).toBe(true)
  }
  const problem = async (response: Response, status: number): Promise<z.infer<typeof Problem>> => {
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toContain('application/problem+json')
    const body: unknown = await response.json()
    strictly(Problem, body)
    const parsed = Problem.parse(body)
    expect(parsed.type).toBe(`/problems/${parsed.code}`)
    return parsed
  }

  test('every aggregated route has a request in this suite', () => {
    expect(Object.keys(requests).sort()).toEqual(aggregates.map(({ path }) => path as string).sort())
  })

  test.each(aggregates.map((aggregate) => [aggregate.path, aggregate] as const))(
    'GET %s gives a complete answer that matches its schema',
    async (path, aggregate) => {
      const response = await get(path + requests[path]?.replaceAll('{sandbox}', sandboxUrl()))
      expect(response.status).toBe(200)
      const body = (await response.json()) as { complete: boolean; parts: { status: string }[] }
      strictly(envelopeOf(aggregate.data), body)
      expect(body.complete).toBe(true)
      expect(body.parts.length).toBeGreaterThan(0)
      expect(response.headers.get('etag')).toMatch(/^W\/"[0-9a-z]+"$/)
      expect(response.headers.get('server-timing')).toMatch(/;dur=[\d.]+/)
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    },
  )

  test.each(['text/event-stream', 'application/x-ndjson'])(
    'a stream as %s sends each part, then the envelope',
    async (accept) => {
      const path = `/v1/briefing${requests['/v1/briefing']}`
      const response = await get(path, { headers: { accept } })
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toContain(accept)
      const events = readEvents(await response.text(), accept)
      const parts = events.filter(({ event }) => event === 'part')
      const last = events.at(-1) ?? { event: 'none', data: {} }
      expect(last.event).toBe('done')
      expect(last.data).toMatchObject({ complete: true })
      expect(parts).toHaveLength((last.data as { parts: unknown[] }).parts.length)
      const progress = events.filter(({ event }) => event === 'progress').at(-1)
      expect(progress?.data).toEqual({ done: parts.length, total: parts.length })
    },
  )

  test('the zone catalogue can be paged to its end', async () => {
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const query = new URLSearchParams({ prefix: 'ANZ5', limit: '7', ...(cursor !== null && { cursor }) })
      const page = z
        .object({ zones: z.array(Zone), nextCursor: z.string().nullable() })
        .parse(await (await get(`/v1/marine/zones?${query}`)).json())
      seen.push(...page.zones.map(({ id }) => id))
      cursor = page.nextCursor
    } while (cursor !== null)
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen).toContain('ANZ532')
  })

  test('a zone is found in upper and lower case; a malformed id is 400, an unknown one 404', async () => {
    strictly(Zone, await (await get('/v1/marine/zones/anz532')).json())
    const fault = await problem(await get('/v1/marine/zones/nope'), 400)
    expect(fault.errors).toMatchObject([{ in: 'path', name: 'zone' }])
    expect((await problem(await get('/v1/marine/zones/ANZ999'), 404)).code).toBe('not_found')
  })

  test('parsing a marine text makes no upstream request', async () => {
    const text = `FZUS51 KLWX 201130\nCWFLWX\n\nCoastal Waters Forecast\n630 AM EST Fri Nov 20 2026\n\nANZ532-202115-\nBay-\n630 AM EST Fri Nov 20 2026\n\n.TODAY...N winds 10 to 15 kt. Waves 1 ft.\n\n$$\n`
    const response = await get('/v1/marine/parse?spans=true', {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: text,
    })
    expect(response.status).toBe(200)
    const body: unknown = await response.json()
    strictly(ParsedProduct, body)
    expect(ParsedProduct.parse(body).blocks[0]?.periods[0]?.spans?.length).toBeGreaterThan(0)
  })

  test('a body over a megabyte is refused', async () => {
    const body = 'x'.repeat(1_000_001)
    const response = await get('/v1/marine/parse', {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body,
    })
    expect((await problem(response, 413)).code).toBe('payload_too_large')
  })

  test('every error of a query is listed', async () => {
    const body = await problem(await get('/v1/marine/forecasts?zones=XYZ,12&near=200,0&count=0'), 400)
    expect(body.errors?.map(({ name }) => name)).toEqual(['zones', 'zones', 'near', 'count', 'zones'])
  })

  test('a dead upstream costs its own part, or the whole answer if the caller is strict', async () => {
    await faults([{ match: '/r/deadone/', fault: '500' }])
    try {
      const path = '/v1/reddit/top?subreddits=deadone,livelyone'
      const response = await get(path)
      expect(response.status).toBe(200)
      expect(await response.json()).toMatchObject({
        complete: false,
        data: { subreddits: [{ subreddit: 'livelyone' }] },
      })
      const strict = await problem(await get(path, { headers: { prefer: 'handling=strict' } }), 502)
      expect(strict.parts).toHaveLength(2)
    } finally {
      await faults([])
    }
  })

  test('the operator view names every source and its providers', async () => {
    const { sources } = z
      .object({ sources: z.array(SourceView) })
      .parse(await (await get('/v1/sources')).json())
    expect(sources.map(({ name }) => name)).toEqual(['alerts', 'geocode', 'marine', 'pages', 'reddit'])
  })

  test('health, readiness, OpenAPI document, reference and problem pages are served', async () => {
    for (const path of ['/healthz', '/readyz', '/openapi.json', '/docs', '/problems/deadline', '/']) {
      expect((await get(path)).status, path).toBe(200)
    }
  })

  test('metrics are served only on platforms that have them', async () => {
    expect((await get('/metrics')).status).toBe(gaps.includes('metrics') ? 404 : 200)
  })

  test('a large answer is compressed by the service or by the platform', async () => {
    const response = await get('/openapi.json', { headers: { 'accept-encoding': 'gzip' } })
    expect(await response.json()).toMatchObject({ openapi: '3.1.0' })
    if (!gaps.includes('compression')) expect(response.headers.get('content-encoding')).toBe('gzip')
  })

  test('a caller that leaves early does not end a request that the next caller shares', async () => {
    await faults([
      { match: '/r/hanging', fault: 'delay', delayMs: 300 },
      { match: '/r/endless', fault: 'delay', delayMs: 600_000 },
    ])
    try {
      const client = new AbortController()
      const init = { signal: client.signal, headers: { accept: 'text/event-stream' } }
      // The frame is there, the part is not.
      const response = await get('/v1/reddit/top?subreddits=hanging,lively,endless', init)
      client.abort()
      await expect(response.text()).rejects.toThrow()
      expect((await get('/v1/reddit/top?subreddits=hanging')).status).toBe(200)
    } finally {
      await faults([])
    }
  })

  test('an unknown route and a wrong method are problems', async () => {
    expect((await problem(await get('/v1/nothing'), 404)).code).toBe('not_found')
    const response = await get('/v1/geocode', { method: 'DELETE' })
    expect(response.headers.get('allow')).toBe('GET, HEAD')
    expect((await problem(response, 405)).code).toBe('method_not_allowed')
  })

  test('an answer that the caller already has is not sent again', async () => {
    const path = `/v1/marine/forecasts${requests['/v1/marine/forecasts']}`
    const etag = (await get(path)).headers.get('etag') ?? ''
    const again = await get(path, { headers: { 'if-none-match': etag } })
    expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, ''])
  })
}

function readEvents(text: string, accept: string): { event: string; data: unknown }[] {
  if (accept === 'application/x-ndjson') {
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const { event, ...data } = JSON.parse(line)
        return { event, data }
      })
  }
  return text
    .split('\n\n')
    .filter((block) => block.startsWith('event: '))
    .map((block) => {
      const [event = '', data = ''] = block.split('\n')
      return { event: event.slice('event: '.length), data: JSON.parse(data.slice('data: '.length)) }
    })
}
