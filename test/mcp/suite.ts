// What an agent meets, whatever carries the protocol: a suite for every way to reach the service, asked by the SDK's client.
import { Client, type Transport } from '@modelcontextprotocol/client'
import type { Sandbox } from 'tributary-sandbox/sandbox.ts'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { pollMs } from '../support/eventually.ts'

export interface Reached {
  transport(): Transport
  /** What the service asks. */
  sandbox: Pick<Sandbox, 'faults'>
}

interface Content {
  type: string
  text: string
}
interface Part {
  source: string
  key: string
  provider: string
  status: string
  fetchedAt: string | null
}
interface Called {
  isError?: boolean
  content: Content[]
  structuredContent?: { complete: boolean; data: Record<string, unknown>; parts: Part[] }
}

/** The SDK's own timeout is one that a slow machine can reach. */
const patient = { timeout: pollMs }

/** Runs the suite. */
export function describeMcp(name: string, reach: () => Reached): void {
  describe(`${name} as an MCP server`, () => {
    let client: Client
    beforeAll(async () => {
      client = new Client({ name: 'test', version: '1.0.0' })
      await client.connect(reach().transport(), patient)
    })
    afterEach(() => reach().sandbox.faults.clear())
    afterAll(() => client.close())
    const call = async (tool: string, given: Record<string, unknown>): Promise<Called> =>
      (await client.callTool({ name: tool, arguments: given }, patient)) as Called

    test('says what it is, and lists its tools with their schemas', async () => {
      expect(client.getServerVersion()).toMatchObject({ name: 'tributary' })
      expect(client.getInstructions()).toContain('parts')
      const { tools } = await client.listTools()
      // All of it is read before the first question.
      expect(JSON.stringify({ tools }).length).toBeLessThanOrEqual(12_000)
      const names = tools.map(({ name }) => name)
      expect(names).toEqual(
        expect.arrayContaining([
          ...['briefing', 'forecast', 'advisories', 'geocode', 'top_posts'],
          ...['list_zones', 'parse_marine_text', 'start_job', 'get_job', 'cancel_job'],
        ]),
      )
      for (const { name, description, inputSchema, outputSchema, annotations } of tools) {
        expect([name, description === '', inputSchema.type]).toEqual([name, false, 'object'])
        if (outputSchema) expect(outputSchema.required).toEqual(['complete', 'data', 'parts', 'meta'])
        expect(annotations?.readOnlyHint).toBe(!['start_job', 'cancel_job'].includes(name))
      }
    })

    test('a briefing has the provider and the age of each of its parts', async () => {
      const { structuredContent, content, isError } = await call('briefing', {
        place: 'Annapolis, MD',
        subreddits: ['sailing'],
        count: 2,
      })
      expect(isError ?? false).toBe(false)
      const { complete, parts = [] } = structuredContent ?? {}
      expect(complete).toBe(true)
      expect(new Set(parts.map(({ source }) => source))).toEqual(
        new Set(['geocode', 'marine', 'alerts', 'reddit']),
      )
      const [words, json] = content
      for (const { source, key, provider, fetchedAt } of parts) {
        expect(words?.text).toContain(`${source} ${key}: from ${provider}`)
        expect(z.iso.datetime().safeParse(fetchedAt).success).toBe(true)
      }
      expect(JSON.parse(json?.text ?? '')).toEqual(structuredContent)
    })

    test.each([
      ['forecast', { zones: ['ANZ531', 'ANZ532'], raw: true }, 'forecasts', 2],
      ['advisories', { group: 'chesapeake' }, 'advisories', 13],
      ['geocode', { place: ['Annapolis, MD', 'Norfolk, VA'] }, 'places', 2],
      ['top_posts', { subreddits: ['sailing'], limit: 3 }, 'subreddits', 1],
    ])('%s answers as its route does', async (tool, given, field, count) => {
      const { structuredContent } = await call(tool, given)
      expect(structuredContent?.complete).toBe(true)
      expect(structuredContent?.data[field]).toHaveLength(count)
    })

    test('zones are found, and a text is parsed, without a source', async () => {
      const zones = await call('list_zones', { q: 'chesapeake', limit: 2 })
      expect(JSON.parse(zones.content[0]?.text ?? '').zones).toHaveLength(2)
      const text =
        '...GALE WARNING IN EFFECT THIS EVENING...\n.TONIGHT...NW winds 25 to 35 kt. Seas 4 to 6 ft.\n'
      const parsed = await call('parse_marine_text', { text: `ANZ531-210400-\n${text}`, spans: false })
      expect(JSON.parse(parsed.content[0]?.text ?? '').blocks[0].headlines).toHaveLength(1)
      const empty = await call('parse_marine_text', { text: 'nothing' })
      expect([empty.isError, empty.content[0]?.text]).toEqual([
        true,
        expect.stringContaining('unprocessable'),
      ])
    })

    test('a job is started, read with its result, and cancelled', async () => {
      const jsonOf = async (name: string, given: Record<string, unknown>) =>
        JSON.parse((await call(name, given)).content[0]?.text ?? '')
      const { id, state, progress } = await jsonOf('start_job', {
        kind: 'forecasts',
        zones: ['ANZ531', 'ANZ532'],
      })
      expect([typeof id, state, progress.total]).toEqual(['string', 'pending', 2])
      await expect.poll(async () => (await jsonOf('get_job', { id })).state).toBe('done')
      expect(await jsonOf('get_job', { id })).not.toHaveProperty('result')
      expect((await jsonOf('get_job', { id, result: true })).result.data.forecasts).toHaveLength(2)
      const ended = await call('cancel_job', { id })
      expect([ended.isError, ended.content[0]?.text]).toEqual([true, expect.stringContaining('conflict')])
      const wrong = await call('start_job', { kind: 'forecasts', zones: ['nowhere'], words: 1 })
      expect(wrong.isError).toBe(true)
      for (const word of ['zones', 'words']) expect(wrong.content[0]?.text).toContain(word)
      expect((await call('get_job', { id: 'none' })).isError).toBe(true)
    })

    test('an upstream that fails costs its own part, and the text says which', async () => {
      reach().sandbox.faults.set([{ match: 'pzz131', fault: '500' }])
      const { structuredContent, content, isError } = await call('forecast', { zones: ['PZZ130', 'PZZ131'] })
      expect(isError ?? false).toBe(false)
      const statuses = structuredContent?.parts.map(({ key, status }) => [key, status === 'failed'])
      // Its office's product may stand in for the file.
      expect(statuses?.[0]).toEqual(['PZZ130', false])
      expect(content[0]?.text).toMatch(/PZZ131: (failed, upstream_error|from nws-products)/)
    })

    test('when every part fails the result is an error that says what to do', async () => {
      const { isError, content, structuredContent } = await call('top_posts', {
        subreddits: ['doesnotexist1'],
      })
      expect(isError).toBe(true)
      expect(structuredContent).toBeUndefined()
      expect(content[0]?.text).toContain('not_found')
      expect(content[0]?.text).toContain('reddit doesnotexist1: failed')
    })

    test('every fault of the arguments is named', async () => {
      const { isError, content } = await call('forecast', { zones: ['nowhere'], limit: 2, count: 0 })
      expect(isError).toBe(true)
      for (const word of ['zones', 'limit', 'count']) expect(content[0]?.text).toContain(word)
    })

    test('an unknown tool is refused', async () => {
      await expect(call('weather', {})).rejects.toThrow(/weather/)
    })
  })
}
