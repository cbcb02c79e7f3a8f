import { createSandbox } from 'tributary-sandbox/app.ts'
import { vi } from 'vitest'
import { systemClock } from '../../src/core/clock.ts'

/** Puts the sandbox in place of the network; returns the paths requested so far. */
export function playUpstreams(): () => string[] {
  const { app } = createSandbox({ clock: systemClock })
  const spy = vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const { pathname, search } = new URL(String(input))
    const path = pathname.replace('/data/forecasts/marine', '/marine')
    return app.request(path + search, init as RequestInit)
  })
  return () => spy.mock.calls.map(([input]) => new URL(String(input)).pathname)
}
