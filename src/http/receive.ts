// Reads request bodies: with a timeout, without counting as in flight while the body arrives, and only after the headers have been
// validated. A body that ends early means that the client disconnected.
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
  /** Maximum time for the whole body, in ms. */
  timeoutMs: number
  admission: Pick<Admission, 'receive'>
}

/** Creates the body reader of a request; `isCounted` when the request counts as in flight. */
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
  /** The media type that the route accepts. */
  type: string
  /** Whether a body without Content-Type is accepted. */
  isTypeOptional?: boolean
  maxBytes: number
}

/**
 * Reads the body of a request. Faults of the headers are thrown before the first byte is read, so that a client that waits for
 * `100 Continue` does not send the body in vain.
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
