import type { Part } from '../../src/parts/part.ts'

/** A part that came fresh, for views to show. */
export const part = (source: string, key: string, more: Partial<Part> = {}): Part => ({
  source,
  key,
  provider: 'p',
  status: 'fresh',
  fetchedAt: '2026-11-20T12:00:00Z',
  tookMs: 10,
  attempts: 1,
  ...more,
})
