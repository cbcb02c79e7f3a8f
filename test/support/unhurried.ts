/**
 * Less than the minute that an upstream which refuses is left alone for: with more time a request would wait for its end,
 * and a test with it.
 */
const longMs = '50000'

/**
 * Variables of a service whose budgets and timeouts a busy machine does not reach, and whose sources wait for no rate. A test
 * of time names its own.
 */
export const unhurried: Record<string, string> = {
  BUDGET_MS: longMs,
  REDIS_TIMEOUT_MS: '1000',
  MAX_BUDGET_MS: longMs,
  ...Object.fromEntries(
    ['MARINE', 'ALERTS', 'GEOCODE', 'REDDIT', 'PAGES'].flatMap((source) => [
      [`${source}_TIMEOUT_MS`, longMs],
      [`${source}_RPS`, '0'],
    ]),
  ),
}
