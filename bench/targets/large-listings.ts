// Listings of LISTING_BYTES for every subreddit: what a hostile or a very busy one looks like.
import { createServer } from 'node:http'
import { answerIpc } from '../support/answer-ipc.ts'
import { listingOf } from '../support/listing.ts'

const body = Buffer.from(listingOf(Number(process.env.LISTING_BYTES ?? 1_000_000)))
const headers = { 'content-type': 'application/json', 'content-length': body.byteLength }
const server = createServer((_request, response) => {
  response.writeHead(200, headers).end(body)
})
server.keepAliveTimeout = 60_000
answerIpc(server)
