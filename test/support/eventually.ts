// Only a test that hangs meets a timeout: whatever a slow machine delays is waited for.
import { vi } from 'vitest'

/** After this a test or a hook is taken to hang. */
export const hangMs = 300_000

/** What a test polls gives up a little earlier, so that the failure shows what was expected. */
export const pollMs = hangMs - 20_000

/** Repeats `look` until it no longer throws, and resolves to what it returns. */
export const eventually = <T>(look: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(look, { timeout: pollMs, interval: 10 })
