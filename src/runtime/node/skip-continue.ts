import type { Socket } from 'node:net'
import type { buildConnector } from 'undici'

type Connected = buildConnector.Callback

const head = 'HTTP/1.1 100'
/** Where the status stands in a status line, and the first digit of an interim one. */
const statusAt = 'HTTP/1.1 '.length
const digit1 = 0x31
const maxHeadBytes = 32_768

/**
 * Removes interim 100 responses from what a new connection reads. Servers may send them unasked (RFC 9110
 * §15.2); undici skips every other 1xx but rejects this one. Only the beginning of what follows a request is
 * inspected.
 */
export const skippingContinue =
  (done: Connected): Connected =>
  (...[error, socket]) => {
    if (error) done(error, null)
    else done(null, skipContinue(socket))
  }

function skipContinue<S extends Socket>(socket: S): S {
  const read = socket.read.bind(socket)
  const write = socket.write.bind(socket) as (...given: unknown[]) => boolean
  let isAtHead = true
  let held: Buffer = Buffer.alloc(0)

  const afterInterim = (chunk: Buffer): Buffer | null => {
    // Almost every chunk: a whole status line whose class is not 1.
    if (held.length === 0 && chunk.length >= head.length && chunk[statusAt] !== digit1) {
      isAtHead = false
      return chunk
    }
    let bytes = held.length > 0 ? Buffer.concat([held, chunk]) : chunk
    for (;;) {
      const isInterim = bytes.toString('latin1', 0, head.length) === head.slice(0, bytes.length)
      const end = isInterim ? bytes.indexOf('\r\n\r\n') : -1
      if (!isInterim || (end < 0 && bytes.length > maxHeadBytes)) {
        isAtHead = false
        held = Buffer.alloc(0)
        return bytes
      }
      if (end < 0) {
        held = bytes
        return null
      }
      bytes = bytes.subarray(end + 4)
      if (bytes.length === 0) {
        held = bytes
        return null
      }
    }
  }

  socket.write = (...given: unknown[]) => {
    isAtHead = true
    return write(...given)
  }
  socket.read = (size?: number) => {
    const chunk = read(size) as Buffer | null
    return isAtHead && chunk !== null ? afterInterim(chunk) : chunk
  }
  return socket
}
