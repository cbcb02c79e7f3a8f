// The text server of the benches: ready bytes for every zone, after UPSTREAM_MS milliseconds. It does as little as it can.
import { createServer } from 'node:http'
import { generateForecast } from 'tributary-sandbox/generator/forecast.ts'
import { zoneById } from '../../src/sources/marine/catalogue/zones.ts'
import { answerIpc } from '../support/answer-ipc.ts'

const latencyMs = Number(process.env.UPSTREAM_MS ?? 0)
const issuedAt = Math.floor(Date.now() / 3_600_000) * 3_600_000
const bodies = new Map<string, Buffer>()

function bodyOf(path: string): Buffer | undefined {
  const known = bodies.get(path)
  if (known) return known
  const id = /\/([a-z]{3}\d{3})\.txt$/.exec(path)?.[1]?.toUpperCase()
  const zone = id === undefined ? undefined : zoneById(id)
  if (!zone) return undefined
  const { text } = generateForecast({ seed: 1, zone, issuedAt, expiresAt: issuedAt + 43_200_000 })
  const body = Buffer.from(text)
  bodies.set(path, body)
  return body
}

let took: number[] = []
const server = createServer((request, response) => {
  const askedAt = performance.now()
  const body = bodyOf(request.url ?? '')
  const answer = (): void => {
    if (!body) return void response.writeHead(404).end()
    response.writeHead(200, { 'content-type': 'text/plain', 'content-length': body.byteLength })
    response.end(body)
    took.push(performance.now() - askedAt)
  }
  if (latencyMs > 0) setTimeout(answer, latencyMs)
  else answer()
})
server.keepAliveTimeout = 60_000
answerIpc(server, {
  /** How long an answer took of late, from its request to handing it over, in ms: timers are late on a busy machine. */
  took() {
    const times = took
    took = []
    return times
  },
})
