// A client whose service answers as the test says.
import { afterEach, beforeEach, expect, vi } from 'vitest'
import { type ClientOptions, createClient, TributaryError } from '../src/index.ts'

export interface Sent {
  url: string
  init: RequestInit
}

export type Reply = (init: RequestInit) => Response | Promise<Response>

export const problem = {
  type: '/problems/overloaded',
  title: 'Refused early',
  status: 503,
  detail: 'too many at once',
  instance: '/v1/geocode',
  code: 'overloaded',
  requestId: 'r-1',
}

export const refusal = (retryAfter: string | null = '2'): Response =>
  Response.json(problem, { status: 503, headers: retryAfter === null ? {} : { 'retry-after': retryAfter } })

/** A client whose service answers with these, one after another, the last for ever. */
export function clientOf(replies: readonly Reply[], options: Partial<ClientOptions> = {}) {
  const sent: Sent[] = []
  const client = createClient({
    baseUrl: 'http://localhost:8080',
    fetch: async (url, init) => {
      const reply = replies[Math.min(sent.push({ url, init }), replies.length) - 1]
      if (!reply) throw new Error('nothing is scripted')
      init.signal?.throwIfAborted()
      return reply(init)
    },
    ...options,
  })
  return { client, sent, headers: (index = 0) => sent[index]?.init.headers as Record<string, string> }
}

export const answers =
  (value: unknown): Reply =>
  () =>
    Response.json(value)
export const failing =
  (error: unknown): Reply =>
  () =>
    Promise.reject(error)
export const streams =
  (text: string): Reply =>
  () =>
    new Response(text)

/** Never answers; ends with the signal. */
export const silence: Reply = ({ signal }) =>
  new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))

export async function errorOf(call: Promise<unknown>): Promise<TributaryError> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (error instanceof TributaryError) return error
  throw new Error(`no TributaryError: ${String(error)}`)
}

/** Holds the clock of each test, which leaves no timer behind. Immediates stay real: the platform's streams may use them. */
export function onHeldClock(): void {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  })
  afterEach(() => {
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })
}

export const event = (name: string, data: unknown): string =>
  `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
export const part = event('part', { part: { source: 'geocode', key: 'Zadar' }, data: { name: 'Zadar' } })

export const drain = async (events: AsyncIterable<unknown>): Promise<void> => {
  for await (const _ of events);
}

/** A stream that says one thing and then nothing. */
export const falls =
  (cancelled: () => void): Reply =>
  ({ signal }) =>
    new Response(
      new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue(new TextEncoder().encode(part))
          signal?.addEventListener('abort', () => controller.error(signal.reason))
        },
        cancel: cancelled,
      }),
    )
