import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

// Neither asks anybody outside of this machine.
process.env.WRANGLER_SEND_METRICS = 'false'
process.env.CLOUDFLARE_CF_FETCH_ENABLED = 'false'

export default defineConfig({
  test: {
    coverage: { provider: 'v8', include: ['src/**'] },
    projects: [
      {
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/workers/**'],
          environment: 'node',
          pool: 'forks',
          testTimeout: 20_000,
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
        test: { name: 'workers', include: ['test/workers/**/*.test.ts'], testTimeout: 20_000 },
      },
    ],
  },
})
