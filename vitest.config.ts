import { defineConfig } from 'vitest/config'
import { PATIENCE, PATIENCE_WITH_A_TEST } from './tests/support/patience.ts'

// React as it is deployed: its other build tells of mistakes that the types do not let through, at four times the price.
process.env.NODE_ENV = 'production'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.{ts,tsx}'],
    exclude: ['tests/browser/**', 'node_modules/**'],
    // On two cores it would leave one idle.
    maxWorkers: '100%',
    // Files share no state: what they import is evaluated once a worker, not once a file.
    isolate: false,
    testTimeout: PATIENCE_WITH_A_TEST,
    hookTimeout: PATIENCE_WITH_A_TEST,
    teardownTimeout: PATIENCE,
  },
})
