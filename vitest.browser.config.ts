import { defineConfig } from 'vitest/config'
import { PATIENCE, PATIENCE_WITH_A_TEST } from './tests/support/patience.ts'

export default defineConfig({
  test: {
    include: ['tests/browser/**/*.test.ts'],
    globalSetup: ['tests/support/one-browser.ts'],
    // Two files side by side: a page waits for much of its time.
    maxWorkers: 2,
    testTimeout: PATIENCE_WITH_A_TEST,
    hookTimeout: PATIENCE_WITH_A_TEST,
    teardownTimeout: PATIENCE,
  },
})
