import { Agent } from 'undici'

export interface OpenLoopOptions {
  /** Where to, for the nth request. */
  url: (index: number) => string
  perSecond: number
  seconds: number
  random?: () => number
  headers?: Record<string, string>
}

export interface Sent {
  /** 0 when there was no answer. */
  status: number
  tookMs: number
  /** When it was due, counted from the start. */
  dueMs: number
}

/**
 * Open loop: requests come when they come (as a Poisson process), however slow the answers are. Times count from the moment
 * at which a request was due, so that a late generator hides nothing. Resolves when all are answered.
 */
export async function openLoop(options: OpenLoopOptions): Promise<Sent[]> {
  const { url, perSecond, seconds, random = Math.random, headers = {} } = options
  const agent = new Agent({ connections: null, pipelining: 1, allowH2: false })
  const sent: Promise<Sent>[] = []
  const startedAt = performance.now()
  const send = async (target: string, dueAt: number): Promise<Sent> => {
    let status = 0
    try {
      const { origin, pathname, search } = new URL(target)
      const response = await agent.request({ origin, path: pathname + search, method: 'GET', headers })
      status = response.statusCode
      await response.body.dump()
    } catch {
      // Counted as no answer.
    }
    return { status, tookMs: performance.now() - dueAt, dueMs: dueAt - startedAt }
  }
  let dueAt = startedAt
  for (let index = 0; ; index++) {
    dueAt += (-Math.log(1 - random()) / perSecond) * 1_000
    if (dueAt - startedAt > seconds * 1_000) break
    const pauseMs = dueAt - performance.now()
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs))
    sent.push(send(url(index), dueAt))
  }
  const results = await Promise.all(sent)
  await agent.destroy()
  return results
}
