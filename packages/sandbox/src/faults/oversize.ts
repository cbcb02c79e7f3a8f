// Faults of size: bodies that would fill the memory of a caller without a limit. Both are written only as fast as they are read,
// so the sandbox itself stays small.
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { SocketFault } from './hold.ts'

const chunkBytes = 64 * 1024
const giantBytes = 64 * 1024 * 1024
const bombBytes = 32 * 1024 * 1024

/** Streams 64 MiB of a JSON string that begins well. */
export async function giant({ outgoing, real }: SocketFault): Promise<void> {
  const type = (await real()).headers.get('content-type') ?? 'application/json'
  outgoing.writeHead(200, { 'content-type': type })
  outgoing.write('{"data":"')
  const chunk = Buffer.alloc(chunkBytes, 'x')
  for (let sent = 0; sent < giantBytes && !outgoing.destroyed; sent += chunkBytes) {
    if (!outgoing.write(chunk)) await drained(outgoing)
  }
  outgoing.end('"}')
}

/** Sends about 32 KB of gzip that become 32 MiB of blanks, a thousand for one. They are packed once, when first asked for. */
export function createGzipBomb(): (fault: SocketFault) => Promise<void> {
  let packed: Promise<Buffer> | null = null
  return async ({ outgoing, real }) => {
    packed ??= promisify(gzip)(Buffer.alloc(bombBytes, ' '), { level: 9 })
    const [bomb, response] = await Promise.all([packed, real()])
    outgoing.writeHead(200, {
      'content-type': response.headers.get('content-type') ?? 'application/json',
      'content-encoding': 'gzip',
      'content-length': String(bomb.length),
    })
    outgoing.end(bomb)
  }
}

const drained = (outgoing: SocketFault['outgoing']): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      outgoing.off('drain', done)
      outgoing.off('close', done)
      resolve()
    }
    outgoing.on('drain', done)
    outgoing.on('close', done)
  })
