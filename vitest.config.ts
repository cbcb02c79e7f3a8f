// What `npm test` and `npm run test:all` (mode `all`) run, and how: docs/testing.md.
import { fileURLToPath } from 'node:url'
import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'
import { hangMs, pollMs } from './test/support/eventually.ts'
import { GapReporter } from './test/support/gap-reporter.ts'
import { unhurried } from './test/support/unhurried.ts'

// Neither contacts another machine.
process.env.WRANGLER_SEND_METRICS = 'false'
process.env.CLOUDFLARE_CF_FETCH_ENABLED = 'false'

/** Processes, real sockets, workerd, Redis and browsers. */
const system = [
  'packages/*/test/packed.test.ts',
  'test/contracts/**/*.test.ts',
  'test/edge/**/*.test.ts',
  'test/entry/**/*.test.ts',
  'test/faults/**/*.test.ts',
  'test/page/**/*.test.ts',
  'test/jobs/*redis*.test.ts',
  'test/runtime/node/redis/shared*.test.ts',
]

/** Those of them that `npm test` runs too. */
const smoke = [
  'test/contracts/node.test.ts',
  'test/entry/npm.test.ts',
  'test/entry/sigterm.test.ts',
  'test/faults/*.test.ts',
  'test/page/search.test.ts',
]

export default defineConfig(({ mode }) => {
  const isWhole = mode === 'all'
  const common = {
    env: { TESTS: isWhole ? 'all' : 'some' },
    testTimeout: hangMs,
    hookTimeout: hangMs,
    expect: { poll: { timeout: pollMs, interval: 20 } },
  }
  const processes = { pool: 'forks', maxWorkers: 2, sequence: { groupOrder: 1 } } as const
  return {
    test: {
      // What the examples import by the package's name.
      alias: { tributary: fileURLToPath(new URL('./src/library/tributary.ts', import.meta.url)) },
      reporters: ['default', new GapReporter()],
      coverage: { provider: 'v8', include: ['src/**', 'packages/*/src/**'] },
      projects: [
        {
          test: {
            ...common,
            name: 'units',
            include: ['test/**/*.test.ts', 'packages/*/test/**/*.test.ts'],
            exclude: ['test/workers/**', 'test/deploy/**', ...system],
            setupFiles: 'test/support/setup.ts',
            // The modules are read once and not for each file: nothing here replaces modules or leaves state in them.
            pool: 'threads',
            isolate: false,
            // Without it one less than there are processors.
            maxWorkers: 2,
            sequence: { groupOrder: 0 },
          },
        },
        // What is deployed, beside the code: a part of `npm run check`.
        { test: { ...common, name: 'deploy', include: ['test/deploy/**/*.test.ts'] } },
        { test: { ...common, ...processes, name: 'smoke', include: smoke } },
        { test: { ...common, ...processes, name: 'system', include: system, exclude: smoke } },
        {
          // Inside workerd, beside the worker that wrangler.toml describes.
          plugins: [
            cloudflareTest({
              wrangler: { configPath: './wrangler.toml', environment: 'sandbox' },
              miniflare: { bindings: { ...unhurried, LOG_LEVEL: 'warn' } },
            }),
          ],
          test: {
            ...common,
            name: 'workers',
            include: ['test/workers/**/*.test.ts'],
            sequence: { groupOrder: 2 },
          },
        },
      ],
    },
  }
})
