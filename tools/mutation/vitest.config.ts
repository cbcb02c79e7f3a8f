import { defineConfig } from 'vitest/config'

// Only the tests that are about what is mutated: `npm run mutation`.
export default defineConfig({
  test: {
    include: ['test/pipeline/**/*.test.ts', 'test/parts/**/*.test.ts'],
    setupFiles: 'test/support/setup.ts',
    pool: 'forks',
  },
})
