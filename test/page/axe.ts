// What a checker of accessibility finds in a page.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface AxeRun {
  violations: { id: string; nodes: { html: string; failureSummary: string }[] }[]
}

/** What axe finds against WCAG 2.2 A and AA and its own good practice; each as one line. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource)
  const { violations } = await page.evaluate(
    () => (globalThis as unknown as { axe: { run(): Promise<unknown> } }).axe.run() as Promise<AxeRun>,
  )
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
  )
}

/** How the pages are looked at. */
export const looks = [
  { name: 'light', options: {} },
  { name: 'dark', options: { colorScheme: 'dark' as const } },
  { name: 'a 360 px phone', options: { viewport: { width: 360, height: 740 } } },
]

/** Nothing moves while it is looked at. */
export const calm = { reducedMotion: 'reduce' as const }
