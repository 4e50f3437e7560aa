import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** How long each file took in the run without a mutant: later runs take the shortest first, as the first failure ends them. */
const unmutated = new Map<string, number>()

class ShortestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    for (const file of files) {
      const duration = this.ctx.cache.getTestSpecificationResult(file)?.duration
      if (duration !== undefined && !unmutated.has(file.moduleId)) unmutated.set(file.moduleId, duration)
    }
    const took = ({ moduleId }: TestSpecification) => unmutated.get(moduleId) ?? 0
    return files.toSorted((a, b) => took(a) - took(b) || (a.moduleId < b.moduleId ? -1 : 1))
  }
}

const parts = process.env.MUTATION_TESTS?.split(',') ?? ['model', 'flows']

/**
 * Used by run.ts alone. One worker keeps its modules from file to file: half the price of a worker a file. It is a new one
 * for every mutant, so that what a module works out when it is loaded is worked out again.
 */
export default defineConfig({
  // The runner lays a copy of the project aside and links node_modules into it: what is cached belongs to the copy.
  cacheDir: '.vite',
  test: {
    include: parts.flatMap((part) => [`tests/${part}/**/*.test.{ts,tsx}`, `tests/${part}.test.{ts,tsx}`]),
    setupFiles: ['tests/mutation/setup.ts'],
    isolate: false,
    fsModuleCache: false,
    sequence: { sequencer: ShortestFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
