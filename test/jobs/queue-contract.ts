// What every engine of jobs promises: a suite that each engine's test runs. Nothing here reads a clock: an engine on a
// virtual clock moves it in `pass`, one on a real clock has short times and waits in `pass`.
import { describe } from 'vitest'
import { endedJobs } from './queue-ending.ts'
import { keptJobs } from './queue-keeping.ts'
import { runningJobs } from './queue-running.ts'
import { type Bench, queueSuite } from './queue-suite.ts'
import { watchedJobs } from './queue-watching.ts'

/** Runs the suite; `makeBench` is called for each test. */
export function describeQueue(
  name: string,
  makeBench: () => Promise<Bench>,
  /** Whether it runs in a process that can be told to stop. */
  { canStop = true } = {},
): void {
  describe(`${name} as a job queue`, () => {
    const suite = queueSuite(makeBench)
    runningJobs(suite)
    keptJobs(suite)
    watchedJobs(suite)
    endedJobs(suite, canStop)
  })
}
