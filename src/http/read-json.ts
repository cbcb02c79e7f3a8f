import { readBounded } from '../core/bytes.ts'
import { AppError } from '../core/errors.ts'
import { invalidRequest } from '../core/faults.ts'

/** Reads a JSON body of at most so many bytes. Throws what is wrong with its type, its size or its text. */
export async function readJson(request: Request, mostBytes: number): Promise<unknown> {
  const type = request.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (type !== 'application/json') {
    const given = type === '' ? 'a body of no type' : type.slice(0, 60)
    throw new AppError('unsupported_media_type', `send application/json, not ${given}`)
  }
  if (Number(request.headers.get('content-length') ?? 0) > mostBytes) {
    throw new AppError('payload_too_large', `more than ${mostBytes} bytes`)
  }
  const body = request.body as unknown as AsyncIterable<Uint8Array> | null
  const bytes = body ? await readBounded(body, mostBytes, 'payload_too_large') : new Uint8Array()
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes))
  } catch {
    throw invalidRequest([{ in: 'body', name: 'body', message: 'not JSON in UTF-8' }])
  }
}
