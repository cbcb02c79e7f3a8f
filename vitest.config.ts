import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'
import { hangMs, pollMs } from './test/support/eventually.ts'

// Neither asks anybody outside of this machine.
process.env.WRANGLER_SEND_METRICS = 'false'
process.env.CLOUDFLARE_CF_FETCH_ENABLED = 'false'

// Real browsers, runtimes, sockets and processes: two files at a time, after all others. They wait more than they compute,
// and do not slow each other down much. What they promise about time is told by commands and benches, not by these tests.
const alone = ['test/contracts/**', 'test/edge/**', 'test/entry/**', 'test/faults/**', 'test/page/**'].map(
  (folder) => `${folder}/*.test.ts`,
)

const patience = {
  testTimeout: hangMs,
  hookTimeout: hangMs,
  expect: { poll: { timeout: pollMs, interval: 20 } },
}

export default defineConfig({
  test: {
    coverage: { provider: 'v8', include: ['src/**'] },
    projects: [
      {
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/workers/**', ...alone],
          environment: 'node',
          pool: 'forks',
          // Without it one less than there are processors.
          maxWorkers: 2,
          ...patience,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'alone',
          include: alone,
          environment: 'node',
          pool: 'forks',
          maxWorkers: 2,
          ...patience,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // Inside workerd, beside the worker that wrangler.toml describes.
        plugins: [
          cloudflareTest({
            wrangler: { configPath: './wrangler.toml', environment: 'sandbox' },
            miniflare: { bindings: { LOG_LEVEL: 'warn' } },
          }),
        ],
        test: {
          name: 'workers',
          include: ['test/workers/**/*.test.ts'],
          ...patience,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
