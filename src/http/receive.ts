// How the body of a request is read: within a time of its own, without a place among the requests at work while it arrives, and
// only once the headers have been found to be in order. A body that breaks off is a client that has gone.
import type { Context as HonoContext } from 'hono'
import { ClientGone, follow } from '../core/abort.ts'
import { type Bytes, concat } from '../core/bytes.ts'
import type { Clock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import type { Admission } from './admission.ts'
import type { AppEnv, Receive } from './app-env.ts'
import { clientSignal } from './client-signal.ts'

export interface ReceiverOptions {
  clock: Pick<Clock, 'after'>
  /** The whole body must have arrived by then. */
  timeoutMs: number
  admission: Pick<Admission, 'receive'>
}

/** Makes what reads the body of one request; `isCounted` when that request has a place to give back meanwhile. */
export const createReceiver =
  ({ clock, timeoutMs, admission }: ReceiverOptions) =>
  (c: HonoContext<AppEnv>, { isCounted }: { isCounted: boolean }): Receive =>
  (body, maxBytes) => {
    const read = async (): Promise<Bytes> => {
      const end = follow(clientSignal(c))
      const cancel = clock.after(timeoutMs, () =>
        end.abort(new AppError('request_timeout', `the body did not arrive in ${timeoutMs} ms`)),
      )
      try {
        return await readWhole(body, maxBytes, end.signal)
      } catch (thrown) {
        if (thrown instanceof AppError) throw thrown
        throw end.signal.aborted ? end.signal.reason : new ClientGone()
      } finally {
        cancel()
        end.release()
      }
    }
    return isCounted ? admission.receive(read) : read()
  }

async function readWhole(body: ReadableStream<Bytes>, maxBytes: number, signal: AbortSignal): Promise<Bytes> {
  const chunks: Bytes[] = []
  let length = 0
  const sink = new WritableStream<Bytes>({
    write(chunk) {
      length += chunk.byteLength
      if (length > maxBytes) throw new AppError('payload_too_large', `more than ${maxBytes} bytes`)
      chunks.push(chunk)
    },
  })
  await body.pipeTo(sink, { signal })
  return concat(chunks, length)
}

export interface BodyRule {
  /** The media type that the route reads. */
  type: string
  /** Whether a body without a Content-Type is taken to be of that type. */
  isTypeOptional?: boolean
  maxBytes: number
}

/**
 * Reads the body of a request. What the headers decide is thrown before the first byte is asked for, so that a client that
 * expects `100 Continue` need not send a body in vain.
 */
export async function readBody(c: HonoContext<AppEnv>, rule: BodyRule): Promise<Bytes> {
  const { type, isTypeOptional = false, maxBytes } = rule
  const given = c.req.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (given !== type && !(isTypeOptional && given === '')) {
    const named = given === '' ? 'a body without a Content-Type' : given.slice(0, 60)
    throw new AppError('unsupported_media_type', `send ${type}, not ${named}`)
  }
  const coding = c.req.header('content-encoding')?.trim().toLowerCase() ?? ''
  if (coding !== '' && coding !== 'identity') {
    throw new AppError('unsupported_media_type', `send the body without the coding ${coding.slice(0, 60)}`)
  }
  if (Number(c.req.header('content-length') ?? 0) > maxBytes) {
    throw new AppError('payload_too_large', `more than ${maxBytes} bytes`)
  }
  const { body } = c.req.raw
  return body ? c.get('receive')(body, maxBytes) : new Uint8Array()
}
