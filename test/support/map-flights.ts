// Shared flights for tests, in memory and on the test's clock instead of Redis.
import type { Clock } from '../../src/core/clock.ts'
import { waitWith } from '../../src/core/clock.ts'
import type { SharedFlights } from '../../src/runtime/runtime.ts'

interface Flight {
  newest: number
  until: number
  published?: { token: number; value: unknown; freshUntil: number }
  failed?: { token: number; failure: unknown; until: number }
}

export interface MapFlights extends SharedFlights {
  readonly flights: ReadonlyMap<string, Flight>
  /** Number of listeners over all keys: 0 when all have ended. */
  readonly listening: number
  /** Makes every method reject, or work again. */
  breakDown(isBroken: boolean): void
}

/** Creates the flights of one deployment; every instance of the test gets the same. */
export function createMapFlights(clock: Clock, { leaseMs = 1_500 } = {}): MapFlights {
  const flights = new Map<string, Flight>()
  const listeners = new Set<{ key: string; wake: () => void }>()
  let isBroken = false
  const of = (key: string): Flight => {
    if (isBroken) throw new Error('gone')
    const flight = flights.get(key) ?? { newest: 0, until: 0 }
    flights.set(key, flight)
    return flight
  }
  const end = (key: string, token: string, change: (flight: Flight, token: number) => void): boolean => {
    const flight = of(key)
    if (flight.newest > Number(token)) return false
    change(flight, Number(token))
    flight.until = 0
    for (const { key: heard, wake } of listeners) if (heard === key) wake()
    return true
  }
  return {
    leaseMs,
    flights,
    get listening() {
      return listeners.size
    },
    breakDown(broken) {
      isBroken = broken
    },
    async acquire(key, { followed = '0', unusable = '0', now }) {
      const flight = of(key)
      const isNews = (token: number, isCurrent: boolean): boolean =>
        token > Number(unusable) && ((Number(followed) > 0 && token >= Number(followed)) || isCurrent)
      const { published, failed } = flight
      if (published && isNews(published.token, published.freshUntil > now))
        return { role: 'published', token: String(published.token), value: structuredClone(published.value) }
      if (failed && isNews(failed.token, failed.until > clock.now()))
        return { role: 'failed', token: String(failed.token), failure: failed.failure }
      if (flight.until > clock.now())
        return { role: 'follower', token: String(flight.newest), leftMs: flight.until - clock.now() }
      flight.newest++
      flight.until = clock.now() + leaseMs
      return { role: 'leader', token: String(flight.newest) }
    },
    async renew(key, token) {
      const flight = of(key)
      if (flight.newest > Number(token)) return false
      flight.until = clock.now() + leaseMs
      return true
    },
    publish: async (key, token, { value, freshUntil }) =>
      end(key, token, (flight, own) => {
        flight.published = { token: own, value: structuredClone(value), freshUntil }
        delete flight.failed
      }),
    fail: async (key, token, failure, forMs) =>
      end(key, token, (flight, own) => {
        flight.failed = { token: own, failure: structuredClone(failure), until: clock.now() + forMs }
      }),
    async release(key, token) {
      end(key, token, () => {})
    },
    listen(key) {
      let wakeWaiter: (() => void) | undefined
      let hasNews = false
      const own = {
        key,
        wake() {
          hasNews = true
          wakeWaiter?.()
        },
      }
      listeners.add(own)
      return {
        async heard(ms, signal) {
          // A timer that runs early when the key is named.
          const wait = waitWith((after, run) => {
            const cancel = clock.after(after, run)
            wakeWaiter = () => {
              cancel()
              run()
            }
            return cancel
          })
          if (!hasNews) await wait(ms, signal)
          wakeWaiter = undefined
          hasNews = false
        },
        end: () => void listeners.delete(own),
      }
    },
  }
}
