import type { Reporter, TestCase, TestModule } from 'vitest/node'
import { type Need, needs } from './needs.ts'

/** The tests that run only in `npm run test:all`. */
const rest =
  'the other 560 cells of the fault matrix, most processes and pages, Redis, Bun, Deno and the Workers bundle'

/** Reports in the last lines of a run which tests did not run, and why. */
export class GapReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped = modules.flatMap(({ children }) => [...children.allTests('skipped')])
    const lines = gapsOf(skipped.map(nameOf))
    const projects = new Set(modules.map(({ project }) => project.name))
    if (['units', 'smoke', 'workers'].every((name) => projects.has(name)) && !projects.has('system')) {
      lines.push(`left to \`npm run test:all\`: ${rest}; nine of ten runs of each law`)
    }
    if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n\n`)
  }
}

/** A test that is skipped while it runs says why in a note. */
function nameOf(test: TestCase): string {
  const result = test.result()
  return result.state === 'skipped' && result.note ? `${test.fullName} (${result.note})` : test.fullName
}

/** The gaps left by these skipped tests. */
export function gapsOf(names: readonly string[], known: readonly Need[] = Object.values(needs)): string[] {
  const lacks = ({ missing }: Need, name: string): boolean =>
    missing !== null && name.includes(`(${missing})`)
  const gaps = known
    .filter((need) => names.some((name) => lacks(need, name)))
    .map(({ proves, missing }) => `${proves} (${missing})`)
  const others = names.filter((name) => !known.some((need) => lacks(need, name)))
  if (others.length > 0) gaps.push(`${others.length} more, skipped or filtered`)
  return gaps.length > 0 ? [`not run: ${gaps.join(', ')}`] : []
}
