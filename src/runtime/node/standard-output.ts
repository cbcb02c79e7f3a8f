// Standard output without a thread where possible. A write to a pipe without a reader blocks its thread, and the process cannot end
// before its threads do, neither by SIGTERM nor by `process.exit`.
import { fstatSync, write, writeSync } from 'node:fs'
import { Socket } from 'node:net'
import type { Sink } from './line-queue.ts'

const fd = 1

/** The sink for the kind of standard output: a pipe or socket, or else a file, terminal or device. */
export function openStandardOutput(): Sink {
  const kind = fstatSync(fd)
  return kind.isFIFO() || kind.isSocket() ? createPipeSink() : fileSink
}

function createPipeSink(): Sink {
  const socket = new Socket({ fd, readable: false, writable: true })
  socket.unref()
  // When the reader is gone, each write fails by itself.
  socket.on('error', () => {})
  return {
    write: (bytes, done) => socket.write(bytes, (error) => done(error ?? null, error ? 0 : bytes.byteLength)),
  }
}

const fileSink: Sink = {
  isThreaded: true,
  write(bytes, done) {
    let written = 0
    const next = (): void =>
      write(fd, bytes, written, bytes.byteLength - written, null, (error, count) => {
        if (error) return done(error, written)
        written += count
        if (written < bytes.byteLength) next()
        else done(null, written)
      })
    next()
  },
}

/** Writes synchronously at the end of the process; lines that cannot be written are lost. */
export function writeLast(text: string): void {
  try {
    writeSync(fd, text)
  } catch {
    // The disk or the pipe is full, or the pipe has no reader.
  }
}
