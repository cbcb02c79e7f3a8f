// The usual service: Hono in front, the platform's fetch behind, one regular expression.
import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { zonesOfGroup } from '../../src/sources/marine/catalogue/zone-groups.ts'
import { textPath } from '../../src/sources/marine/catalogue/zones.ts'
import { answerIpc } from '../support/answer-ipc.ts'
import { zonesAsked } from '../support/bare-gather.ts'

const zones = zonesOfGroup('chesapeake') ?? []
const one = async (zone: string): Promise<unknown> => {
  const response = await fetch(`${process.env.MARINE_TEXT_URL}/${textPath(zone)}`)
  const headline = /^\.\.\.([\s\S]*?)\.\.\.$/m.exec(await response.text())?.[1] ?? ''
  return { zone, advisory: headline.replace(/\s+/g, ' ') }
}
const app = new Hono().get('/v1/marine/advisories', async (c) => {
  const settled = await Promise.allSettled((zonesAsked(c.req.url) ?? zones).map(one))
  return c.json({
    advisories: settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])),
  })
})
answerIpc(createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false })))
