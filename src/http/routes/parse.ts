import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { readBounded } from '../../core/bytes.ts'
import { AppError } from '../../core/errors.ts'
import { flag } from '../../core/query.ts'
import { decodeWithin } from '../../pipeline/decode-within.ts'
import type { Decoder } from '../../runtime/runtime.ts'
import { parseText } from '../../sources/marine/parse-text.ts'
import { ParsedProduct } from '../../sources/marine/schema.ts'
import type { App } from '../app-env.ts'
import { callerCodes, problemResponses } from '../responses.ts'
import type { Service } from '../service.ts'

const mostBytes = 1_000_000

/** Bodies with more characters than this are parsed on a thread. */
const offloadAbove = 65_536

/** Parses a marine text product that the caller sends. */
export function registerParse(app: App, { runtime }: Service): void {
  const route = createRoute({
    method: 'post',
    path: '/v1/marine/parse',
    operationId: 'parseMarineText',
    summary: 'Parse a marine text product',
    description:
      'Any NWS marine text product (CWF, NSH, GLF, OFF, MWW, SMW, MWS, or a zone file), at most 1 MB of plain text. ' +
      'Nothing is fetched. What no rule understands is given back in `unparsed`.',
    tags: ['marine'],
    request: {
      query: z.object({ spans: flag.meta({ description: 'Adds where each value stands in its text' }) }),
      body: { content: { 'text/plain': { schema: z.string() } }, required: true },
    },
    responses: {
      200: {
        description: 'The product, block by block',
        content: { 'application/json': { schema: ParsedProduct } },
      },
      ...problemResponses([
        'invalid_request',
        'payload_too_large',
        'unsupported_media_type',
        'unprocessable',
        ...callerCodes,
      ]),
    },
  })
  app.openapi(route, async (c) => {
    const { spans } = c.req.valid('query')
    const type = c.req.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
    if (type !== undefined && type !== '' && type !== 'text/plain') {
      throw new AppError('unsupported_media_type', `send text/plain, not ${type.slice(0, 60)}`)
    }
    const body = await readBody(c.req.raw)
    const reference = runtime.clock.now()
    const { name } = parseText
    const decode = parseText.decode as Decoder
    const task = { name, decode, body, input: { spans, reference }, offloadAbove }
    const product = (await decodeWithin(runtime, task, c.req.raw.signal)) as ParsedProduct
    if (product.blocks.length === 0) {
      throw new AppError(
        'unprocessable',
        'there is no marine text in the body: no block with a UGC line or a headline',
      )
    }
    return c.json(product, 200, { 'cache-control': 'no-store' }) as never
  })
}

async function readBody(request: Request): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > mostBytes) {
    throw new AppError('payload_too_large', `more than ${mostBytes} bytes`)
  }
  const body = request.body as unknown as AsyncIterable<Uint8Array> | null
  const bytes = body ? await readBounded(body, mostBytes, 'payload_too_large') : new Uint8Array()
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch {
    // Old products were written in the one-byte set of their time.
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
