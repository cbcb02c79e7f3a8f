// Standard output without a thread where that is possible. A write to a pipe that nobody reads blocks the thread that makes it,
// and the process cannot end before its threads do: not by SIGTERM, and not by `process.exit`.
import { fstatSync, write, writeSync } from 'node:fs'
import { Socket } from 'node:net'
import type { Sink } from './line-queue.ts'

const fd = 1

/** The sink for what standard output is: a pipe or a socket, else a file, a terminal or a device. */
export function openStandardOutput(): Sink {
  const kind = fstatSync(fd)
  return kind.isFIFO() || kind.isSocket() ? createPipeSink() : fileSink
}

function createPipeSink(): Sink {
  const socket = new Socket({ fd, readable: false, writable: true })
  socket.unref()
  // The reader is gone: each write says so by itself.
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

/** Writes at once, when the process is at its end; what cannot be written is lost. */
export function writeLast(text: string): void {
  try {
    writeSync(fd, text)
  } catch {
    // A full disk, or a pipe that is full or has nobody at its end.
  }
}
