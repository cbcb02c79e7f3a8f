import type { Clock } from '../../core/clock.ts'

export interface Sink {
  /** Writes bytes; says how many of them it has written, and what stood in the way of the rest. One call at a time. */
  write(bytes: Uint8Array, done: (error: Error | null, written: number) => void): void
  /** It writes on a thread, without which the process cannot end. */
  isThreaded?: boolean
}

export interface LineQueueOptions {
  sink: Sink
  clock: Pick<Clock, 'after'>
  /** Lines that wait may have so many bytes; past it they are dropped. Default 8 MB: seconds of full load. */
  maxBytes?: number
  /** Lines wait until there are so many bytes of them, or so much time has passed. */
  batchBytes?: number
  batchMs?: number
  /** Time between two attempts to write what could not be written. */
  retryMs?: number
}

export interface LineQueue {
  write(line: string): void
  /** Lines that were dropped so far. */
  dropped(): number
  /** Resolves when every line so far is written, or the time is over. */
  flush(maxMs: number): Promise<void>
  /** Whether a thread is writing, and so would keep the process from ending. */
  holdsThread(): boolean
  /** Takes the lines that wait, other than those that are being written. */
  takeRest(): string
}

/**
 * Hands lines on in batches, in their order, and never holds up those who write: what cannot be written is tried again, and
 * while it cannot, the memory that it takes is bounded and the lines that find no room are counted.
 */
export function createLineQueue(options: LineQueueOptions): LineQueue {
  const { sink, clock, maxBytes = 8_000_000, batchBytes = 32_768, batchMs = 250, retryMs = 250 } = options
  // What is written in one turn of the event loop is measured and kept together: each line by itself would cost more.
  let turn = ''
  let turnLines = 0
  let waiting = ''
  let waitingBytes = 0
  let writing: Uint8Array | null = null
  let isInSink = false
  let dropped = 0
  let cancelTimer: (() => void) | null = null
  let onEmpty: (() => void)[] = []

  const endTurn = (): void => {
    if (turnLines === 0) return
    const bytes = Buffer.byteLength(turn)
    if (waitingBytes + (writing?.byteLength ?? 0) + bytes > maxBytes) dropped += turnLines
    else {
      waiting += turn
      waitingBytes += bytes
    }
    turn = ''
    turnLines = 0
    if (waitingBytes >= batchBytes) pump()
    else schedule(batchMs)
  }

  const schedule = (ms: number): void => {
    if (writing === null) cancelTimer ??= clock.after(ms, pump)
  }

  const pump = (): void => {
    if (writing !== null) return
    cancelTimer?.()
    cancelTimer = null
    if (waiting === '') {
      for (const resolve of onEmpty) resolve()
      onEmpty = []
      return
    }
    writing = Buffer.from(waiting)
    waiting = ''
    waitingBytes = 0
    send()
  }

  const send = (): void => {
    isInSink = true
    sink.write(writing as Uint8Array, (error, written) => {
      isInSink = false
      writing = (writing as Uint8Array).subarray(written)
      if (error) cancelTimer = clock.after(retryMs, send)
      else {
        writing = null
        pump()
      }
    })
  }

  return {
    write(line) {
      if (turnLines === 0) setImmediate(endTurn)
      turn += line
      turnLines++
    },
    dropped: () => dropped,
    flush(maxMs) {
      endTurn()
      return new Promise((resolve) => {
        const cancel = clock.after(maxMs, resolve)
        onEmpty.push(() => {
          cancel()
          resolve()
        })
        pump()
      })
    },
    holdsThread: () => isInSink && sink.isThreaded === true,
    takeRest() {
      const rest = waiting + turn
      waiting = ''
      turn = ''
      turnLines = 0
      return rest
    },
  }
}
