import { createRoute } from '@hono/zod-openapi'
import type { Context as HonoContext } from 'hono'
import { z } from 'zod'
import type { DirectKit, DirectRoute } from '../../define/direct-route.ts'
import { decodeWithin } from '../../pipeline/decode-within.ts'
import type { Task } from '../../pipeline/task.ts'
import type { Decoder } from '../../runtime/runtime.ts'
import type { App, AppEnv } from '../app-env.ts'
import { clientSignal } from '../client-signal.ts'
import { readBody } from '../receive.ts'
import { callerCodes, problemResponses } from '../responses.ts'
import type { Service } from '../service.ts'

/** Registers a direct route: its OpenAPI entry, its input and its handler. */
export function registerDirect(
  app: App,
  route: DirectRoute,
  { tag, service }: { tag: string; service: Service },
): void {
  const { method, path, operationId, summary, description, params, query, text, answers, data } = route
  const codes = [
    ...((params ?? query ?? text) ? (['invalid_request'] as const) : []),
    ...(text ? (['request_timeout', 'payload_too_large', 'unsupported_media_type'] as const) : []),
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
  app.openapi(document, async (c) => {
    const received = {
      params: params ? c.req.valid('param' as never) : {},
      query: query ? c.req.valid('query' as never) : {},
      text: text ? await readText(c, text.maxBytes) : '',
    }
    const answer = await route.answer(received, directKit(service, clientSignal(c)))
    return c.json(answer as object, 200, { 'cache-control': route.cacheControl }) as never
  })
}

/** Creates what the handler of a direct route needs, until the signal aborts. */
export const directKit = ({ runtime, config }: Service, signal: AbortSignal): DirectKit => ({
  now: runtime.clock.now(),
  settings: config.settingsOf,
  compute<In, Out>({ name, decode }: Task<In, Out>, body: string, input: In, how: { offloadAbove: number }) {
    const task = { name, decode: decode as Decoder, body, input, ...how }
    return decodeWithin(runtime, task, signal) as Promise<Out>
  },
})

/** Reads the text of a request: UTF-8, otherwise Windows-1252. */
async function readText(c: HonoContext<AppEnv>, maxBytes: number): Promise<string> {
  const bytes = await readBody(c, { type: 'text/plain', isTypeOptional: true, maxBytes })
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
