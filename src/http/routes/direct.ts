import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { readBounded } from '../../core/bytes.ts'
import { AppError } from '../../core/errors.ts'
import type { DirectRoute } from '../../define/direct-route.ts'
import { decodeWithin } from '../../pipeline/decode-within.ts'
import type { Task } from '../../pipeline/task.ts'
import type { Decoder } from '../../runtime/runtime.ts'
import type { App } from '../app-env.ts'
import { callerCodes, problemResponses } from '../responses.ts'
import type { Service } from '../service.ts'

/** Registers a direct route: its document, what it receives, its answer. */
export function registerDirect(
  app: App,
  route: DirectRoute,
  { tag, service }: { tag: string; service: Service },
): void {
  const { method, path, operationId, summary, description, params, query, text, answers, data } = route
  const codes = [
    ...((params ?? query ?? text) ? (['invalid_request'] as const) : []),
    ...(text ? (['payload_too_large', 'unsupported_media_type'] as const) : []),
    ...(route.codes ?? []),
    ...callerCodes,
  ]
  const document = createRoute({
    method,
    path,
    operationId,
    summary,
    description,
    tags: [tag],
    request: {
      ...(params && { params: params as z.ZodObject }),
      ...(query && { query: query as z.ZodObject }),
      ...(text && { body: { content: { 'text/plain': { schema: z.string() } }, required: true } }),
    },
    responses: {
      200: { description: answers, content: { 'application/json': { schema: data } } },
      ...problemResponses(codes),
    },
  })
  const { runtime, config } = service
  app.openapi(document, async (c) => {
    const { signal } = c.req.raw
    const received = {
      params: params ? c.req.valid('param' as never) : {},
      query: query ? c.req.valid('query' as never) : {},
      text: text ? await readText(c.req.raw, text.maxBytes) : '',
    }
    const answer = await route.answer(received, {
      now: runtime.clock.now(),
      settings: config.settingsOf,
      compute<In, Out>(
        { name, decode }: Task<In, Out>,
        body: string,
        input: In,
        how: { offloadAbove: number },
      ) {
        const task = { name, decode: decode as Decoder, body, input, ...how }
        return decodeWithin(runtime, task, signal) as Promise<Out>
      },
    })
    return c.json(answer as object, 200, { 'cache-control': route.cacheControl }) as never
  })
}

/** The text that a request brings: UTF-8, or the one-byte set of older texts. */
async function readText(request: Request, maxBytes: number): Promise<string> {
  const type = request.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (type !== '' && type !== 'text/plain') {
    throw new AppError('unsupported_media_type', `send text/plain, not ${type.slice(0, 60)}`)
  }
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) {
    throw new AppError('payload_too_large', `more than ${maxBytes} bytes`)
  }
  const body = request.body as unknown as AsyncIterable<Uint8Array> | null
  const bytes = body ? await readBounded(body, maxBytes, 'payload_too_large') : new Uint8Array()
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
