import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { pageTest, type Stage } from './browser.ts'

/** Starts a job as its callers do, and gives the path of its page. */
async function submit({ url }: Stage, order: object): Promise<string> {
  const response = await fetch(`${url}/v1/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order),
  })
  const { id } = (await response.json()) as { id: string }
  return `/jobs/${id}`
}

/** Slow enough to be watched. */
const slow = (stage: Stage): void =>
  stage.sandbox.faults.set([{ match: '/marine/', fault: 'delay', delayMs: 300 }])

const stateOf = (page: Page, state: string) => page.locator('#job-title .badge', { hasText: state }).waitFor()

pageTest(
  'a job that is done shows all that came, what failed first, and until when it is kept',
  async (stage) => {
    stage.sandbox.faults.set([
      { match: 'anz540', fault: '500' },
      { match: '/products', fault: '500' },
    ])
    const page = await stage.open(await submit(stage, { kind: 'forecasts', group: 'chesapeake' }))
    await stateOf(page, 'done')
    await page.getByText(/kept until/).waitFor()
    expect(await page.locator('.job-parts tbody tr').count()).toBe(13)
    const first = (await page.locator('.job-parts tbody tr').first().textContent()) ?? ''
    expect(first).toContain('ANZ540')
    expect(first).toContain('upstream_error')
    expect(await page.locator('#job-progress').textContent()).toContain('13 of 13 parts, 1 failed')
  },
)

pageTest('a job is started from its form, seen to go on part by part, and cancelled', async (stage) => {
  slow(stage)
  const page = await stage.open('/jobs')
  await page.getByLabel('Zones by').selectOption('prefix')
  await page.getByLabel('Which').fill('ANZ')
  await page.getByRole('button', { name: 'Start' }).first().click()
  await page.waitForURL(/\/jobs\/\w+$/)
  const bar = page.getByRole('progressbar')
  const value = (): Promise<number> =>
    bar.evaluate((element) => (element as unknown as { value: number }).value)
  await expect.poll(value, { timeout: 20_000 }).toBeGreaterThan(0)
  const before = await page.locator('.job-parts tbody tr').count()
  await expect.poll(() => page.locator('.job-parts tbody tr').count()).toBeGreaterThan(before)
  await page.getByRole('button', { name: 'Cancel this job' }).click()
  await stateOf(page, 'cancelled')
  expect(await page.getByRole('button', { name: /^Cancel/ }).count()).toBe(0)
  await expect.poll(() => page.locator('#live').textContent()).toContain('The job is cancelled')
  expect(await page.getByText(/kept until/).count()).toBe(1)
  expect(await page.evaluate('document.activeElement.id')).toBe('job-title')
})
