/** Aborts a request with its caller's signal, or after too long a silence. */
export interface Watch {
  readonly signal: AbortSignal
  /** Restarts the timeout because data has arrived. */
  heard(): void
  /** Stops the timeout until `heard` is called again. */
  rest(): void
  /** Changes the timeout. */
  allow(patienceMs: number): void
  /** The length of the silence in ms, if it caused the abort; otherwise null. */
  readonly lateAfterMs: number | null
  /** Removes timer and listener. */
  release(): void
}

/** Watches a request and aborts it after `patienceMs` of silence. */
export function watch(patienceMs: number, caller: AbortSignal | undefined): Watch {
  const controller = new AbortController()
  let patience = patienceMs
  let lateAfterMs: number | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  const rest = (): void => {
    if (timer !== undefined) clearTimeout(timer)
  }
  const heard = (): void => {
    rest()
    timer = setTimeout(() => {
      lateAfterMs = patience
      controller.abort()
    }, patience)
  }
  const leave = (): void => controller.abort(caller?.reason)
  caller?.addEventListener('abort', leave, { once: true })
  if (caller?.aborted) leave()
  else heard()
  return {
    signal: controller.signal,
    heard,
    rest,
    allow(ms) {
      patience = ms
    },
    get lateAfterMs() {
      return lateAfterMs
    },
    release() {
      rest()
      caller?.removeEventListener('abort', leave)
    },
  }
}

/** Resolves after `ms`; rejects with the signal's reason as soon as it aborts. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const leave = (): void => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', leave)
      resolve()
    }, ms)
    signal?.addEventListener('abort', leave, { once: true })
  })
}
