// The bare minimum: writes bytes that it fetched once from BARE_SOURCE, with the same headers.
import { createServer } from 'node:http'
import { answerIpc } from '../support/answer-ipc.ts'

const source = await fetch(process.env.BARE_SOURCE ?? '')
const body = Buffer.from(await source.arrayBuffer())
const skipped = new Set(['connection', 'keep-alive', 'transfer-encoding', 'date', 'content-encoding'])
const headers = Object.fromEntries([...source.headers].filter(([name]) => !skipped.has(name)))
headers['content-length'] = String(body.byteLength)

answerIpc(
  createServer((_request, response) => {
    response.writeHead(200, headers)
    response.end(body)
  }),
)
