// What a hand would write for thirteen zones: node:http in front, undici's Pool behind, Promise.allSettled between.
import { createServer, type Server } from 'node:http'
import { Pool } from 'undici'
import { zonesOfGroup } from '../../src/sources/marine/catalogue/zone-groups.ts'
import { textPath } from '../../src/sources/marine/catalogue/zones.ts'

/** Serves the group's advisories, each body read by `decode`. No cache, no limit, no guard. */
export function bareGather(decode: (body: string, zone: string) => unknown): Server {
  const base = new URL(process.env.MARINE_TEXT_URL ?? '')
  const pool = new Pool(base.origin, { connections: 256 })
  const zones = zonesOfGroup('chesapeake') ?? []
  const one = async (zone: string): Promise<unknown> => {
    const { statusCode, body } = await pool.request({
      path: `${base.pathname}/${textPath(zone)}`,
      method: 'GET',
    })
    const text = await body.text()
    if (statusCode !== 200) throw new Error(`status ${statusCode}`)
    return decode(text, zone)
  }
  return createServer((request, response) => {
    const asked = zonesAsked(request.url) ?? zones
    void Promise.allSettled(asked.map(one)).then((settled) => {
      const advisories = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
      const body = JSON.stringify({ complete: advisories.length === asked.length, data: { advisories } })
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      })
      response.end(body)
    })
  })
}

/** The zones that a request names, null when it names none. */
export function zonesAsked(url: string | undefined): string[] | null {
  const [, list] = /[?&]zones=([^&]+)/.exec(url ?? '') ?? []
  return list === undefined ? null : list.split(',')
}
