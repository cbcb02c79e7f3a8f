// The subreddits of the benches: an empty listing for every name, after UPSTREAM_MS milliseconds.
import { createServer } from 'node:http'
import { answerIpc } from '../support/answer-ipc.ts'

const latencyMs = Number(process.env.UPSTREAM_MS ?? 0)
const body = JSON.stringify({ kind: 'Listing', data: { children: [], after: null, before: null, dist: 0 } })
const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }

const server = createServer((_request, response) => {
  setTimeout(() => response.writeHead(200, headers).end(body), latencyMs)
})
server.keepAliveTimeout = 60_000
answerIpc(server)
