import { defineConfig } from 'vitest/config'

// Only the tests of the folders that `npm run mutation` changes: what other tests detect by chance does not count.
export default defineConfig({
  test: {
    include: ['test/pipeline/{guards,keep}/*.test.ts', 'test/parts/*.test.ts'],
    setupFiles: 'test/support/setup.ts',
    pool: 'forks',
    // A mutant that hangs is found; a busy machine is not taken for one.
    testTimeout: 15_000,
  },
})
