import type { Clock } from '../../core/clock.ts'

export interface Sink {
  /** Writes bytes; tells how many were written and why the rest was not. One call at a time. */
  write(bytes: Uint8Array, done: (error: Error | null, written: number) => void): void
  /** True when writes run on a thread, which keeps the process alive. */
  isThreaded?: boolean
}

export interface LineQueueOptions {
  sink: Sink
  clock: Pick<Clock, 'after'>
}

export interface LineQueue {
  write(line: string): void
  /** Number of lines dropped so far. */
  dropped(): number
  /** Resolves when every line so far is written, or after the timeout. A write on a thread may then take as long again to fail. */
  flush(maxMs: number): Promise<void>
  /** True while a thread is writing, which would keep the process alive. */
  holdsThread(): boolean
  /** Removes and returns the waiting lines, except those being written. */
  takeRest(): string
}

/** Maximum characters of waiting lines; further lines are dropped. Takes seconds of full load. */
const maxLength = 8_000_000
/** Lines are written once this many characters are waiting or the pause has passed. */
const batchLength = 262_144
/** Pause between two batches, and before a failed write is retried. */
const pauseMs = 250

/**
 * Writes lines in batches and in order, without ever blocking the caller. Failed writes are retried; meanwhile the memory used is
 * bounded, and lines that exceed it are dropped and counted.
 */
export function createLineQueue({ sink, clock }: LineQueueOptions): LineQueue {
  // Lines of one turn of the event loop are queued together. Counting their bytes would take as long as composing them.
  let turn = ''
  let turnLines = 0
  let waiting = ''
  let writing: Uint8Array | null = null
  let isInSink = false
  let dropped = 0
  let cancelTimer: (() => void) | null = null
  let onEmpty: (() => void)[] = []
  let onFailed: (() => void)[] = []

  const endTurn = (): void => {
    if (turnLines === 0) return
    if (waiting.length + (writing?.byteLength ?? 0) + turn.length > maxLength) dropped += turnLines
    else waiting += turn
    turn = ''
    turnLines = 0
    if (waiting.length >= batchLength) pump()
    else schedule()
  }

  const schedule = (): void => {
    if (writing === null) cancelTimer ??= clock.after(pauseMs, pump)
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
    send()
  }

  const send = (): void => {
    isInSink = true
    sink.write(writing as Uint8Array, (error, written) => {
      isInSink = false
      writing = (writing as Uint8Array).subarray(written)
      if (error) {
        for (const resolve of onFailed) resolve()
        onFailed = []
        cancelTimer = clock.after(pauseMs, send)
      } else {
        writing = null
        pump()
      }
    })
  }

  const holdsThread = (): boolean => isInSink && sink.isThreaded === true

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
        const settle = (): void => {
          cancel()
          resolve()
        }
        let cancel = clock.after(maxMs, () => {
          if (!holdsThread()) return resolve()
          // A retry that has just begun fails soon; only a device that hangs keeps the thread.
          onFailed.push(settle)
          cancel = clock.after(maxMs, resolve)
        })
        onEmpty.push(settle)
        pump()
      })
    },
    holdsThread,
    takeRest() {
      const rest = waiting + turn
      waiting = ''
      turn = ''
      turnLines = 0
      return rest
    },
  }
}
