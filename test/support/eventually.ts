// Only a test that hangs reaches a timeout; a slow machine does not.
import { vi } from 'vitest'

/** A test or a hook that takes longer counts as hanging. */
export const hangMs = 300_000

/** Polling gives up a little earlier, so that the failure shows what was expected. */
export const pollMs = hangMs - 20_000

/** Repeats `look` until it no longer throws, and resolves to what it returns. */
export const eventually = <T>(look: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(look, { timeout: pollMs, interval: 10 })
