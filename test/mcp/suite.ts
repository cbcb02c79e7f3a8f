// What an agent meets, whatever carries the protocol: a suite for every way to reach the service, asked by the SDK's client.
import { Client, type Transport } from '@modelcontextprotocol/client'
import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'

export interface Reached {
  transport(): Transport
  /** Makes the sandbox break whatever path holds this. */
  fault(match: string, fault: string): Promise<void>
  heal(): Promise<void>
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

/** Runs the suite. */
export function describeMcp(name: string, reach: () => Reached, { most = 60_000 } = {}): void {
  describe(`${name} as an MCP server`, () => {
    let client: Client | undefined
    const connect = async (): Promise<Client> => {
      client = new Client({ name: 'test', version: '1.0.0' })
      await client.connect(reach().transport())
      return client
    }
    const call = async (tool: string, given: Record<string, unknown>): Promise<Called> =>
      (await (await connect()).callTool({ name: tool, arguments: given })) as Called
    afterEach(async () => {
      await reach().heal()
      await client?.close()
      client = undefined
    })

    test(
      'says what it is, and lists its tools with their schemas',
      async () => {
        const connected = await connect()
        expect(connected.getServerVersion()).toMatchObject({ name: 'tributary' })
        expect(connected.getInstructions()).toContain('parts')
        const { tools } = await connected.listTools()
        const names = tools.map(({ name }) => name)
        expect(names).toEqual(
          expect.arrayContaining(['briefing', 'forecast', 'advisories', 'geocode', 'top_posts']),
        )
        for (const { inputSchema, outputSchema, annotations } of tools) {
          expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false })
          expect(outputSchema).toMatchObject({
            type: 'object',
            required: ['complete', 'data', 'parts', 'meta'],
          })
          expect(annotations).toMatchObject({ readOnlyHint: true })
        }
      },
      most,
    )

    test('a briefing comes with the provenance and the age of each of its parts', async () => {
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

    test('an upstream that fails costs its own part, and the words say which', async () => {
      await reach().fault('pzz131', '500')
      const { structuredContent, content, isError } = await call('forecast', { zones: ['PZZ130', 'PZZ131'] })
      expect(isError ?? false).toBe(false)
      const statuses = structuredContent?.parts.map(({ key, status }) => [key, status === 'failed'])
      // Its office's product may stand in for the file.
      expect(statuses?.[0]).toEqual(['PZZ130', false])
      expect(content[0]?.text).toMatch(/PZZ131: (failed, upstream_error|from nws-products)/)
    })

    test('when nothing could be had the result is an error that says what to do', async () => {
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

    test('a tool that is not there is refused', async () => {
      await expect(call('weather', {})).rejects.toThrow(/weather/)
    })
  })
}
