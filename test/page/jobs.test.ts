import { createHash } from 'node:crypto'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { calm, looks, violations } from './axe.ts'
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

/** Fills in the form for a job of forecasts and sends it. */
async function startForecasts(page: Page, by: string, which: string): Promise<void> {
  const form = page.getByRole('form', { name: 'Marine forecasts' })
  await form.getByLabel('By', { exact: true }).selectOption(by)
  await form.getByLabel('Which').fill(which)
  await form.getByRole('button', { name: 'Start' }).click()
}

/** Every part of a job waits until it may pass. */
const hold = (stage: Stage): void => stage.sandbox.faults.set([{ match: '/marine/', fault: 'delay' }])

const stateOf = (page: Page, state: string) => page.locator('#job-title .badge', { hasText: state }).waitFor()

pageTest('a finished job shows its parts, failed ones first, and its expiry', async (stage) => {
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
})

pageTest('a job is started from its form, shows its progress, and is cancelled', async (stage) => {
  hold(stage)
  const page = await stage.open('/jobs')
  await startForecasts(page, 'prefix', 'ANZ')
  await page.waitForURL(/\/jobs\/\w+$/)
  const bar = page.getByRole('progressbar')
  const value = (): Promise<number> =>
    bar.evaluate((element) => (element as unknown as { value: number }).value)
  const parts = (): Promise<number> => page.locator('.job-parts tbody tr').count()
  for (const passed of [1, 2]) {
    stage.pass(1)
    await expect.poll(value).toBe(passed)
    await expect.poll(parts).toBe(passed)
  }
  await page.getByRole('button', { name: 'Cancel this job' }).click()
  await stateOf(page, 'cancelled')
  expect(await page.getByRole('button', { name: /^Cancel/ }).count()).toBe(0)
  await expect.poll(() => page.locator('#live').textContent()).toContain('The job is cancelled')
  expect(await page.getByText(/kept until/).count()).toBe(1)
  expect(await page.evaluate('document.activeElement.id')).toBe('job-title')
})

pageTest('the page resumes a broken stream where it ended', async (stage) => {
  hold(stage)
  stage.pass(1)
  const page = await stage.open(await submit(stage, { kind: 'forecasts', group: 'chesapeake' }))
  await page.locator('.job-parts tbody tr').first().waitFor()
  await page.context().setOffline(true)
  stage.cut()
  await page.getByText('Connection lost').waitFor()
  await page.context().setOffline(false)
  stage.pass()
  await stateOf(page, 'done')
  await page.getByText(/kept until/).waitFor()
  expect(await page.locator('.job-parts tbody tr').count()).toBe(13)
  expect(await page.getByText('Connection lost').count()).toBe(0)
})

pageTest('open sections stay open while parts arrive', async (stage) => {
  stage.sandbox.faults.set([{ match: '/r/boating', fault: 'delay' }])
  const page = await stage.open(await submit(stage, { kind: 'reddit', subreddits: ['sailing', 'boating'] }))
  await page.locator('#posts-sailing summary').click()
  stage.pass()
  await page.locator('#posts-boating').waitFor()
  expect(await page.locator('#posts-sailing').getAttribute('open')).not.toBeNull()
  await stateOf(page, 'done')
  expect(await page.locator('#posts-sailing').getAttribute('open')).not.toBeNull()
  expect(await page.locator('#posts-sailing li').count()).toBe(5)
})

pageTest('the list updates, and an error in a form gets the focus', async (stage) => {
  const page = await stage.open('/jobs')
  await page.getByText('No jobs.').waitFor()
  await submit(stage, { kind: 'geocode', places: ['Annapolis, MD'] })
  await page.locator('.job-list .job-done').waitFor()
  expect(await page.locator('.job-list progress').getAttribute('value')).toBe('1')
  await startForecasts(page, 'office', 'nowhere')
  await page.getByRole('alert').waitFor()
  expect(await page.getByRole('alert').textContent()).toContain('three letters of an office')
  await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('trouble')
})

const javaScriptEnabled = false

pageTest('without a script a job is started, reloaded and cancelled', async (stage) => {
  hold(stage)
  const page = await stage.open('/jobs', { javaScriptEnabled })
  await startForecasts(page, 'prefix', 'ANZ')
  await page.waitForURL(/\/jobs\/\w+$/)
  stage.pass(1)
  await expect
    .poll(async () => {
      await page.getByRole('link', { name: 'reload' }).click()
      return page.locator('.job-parts tbody tr').count()
    })
    .toBeGreaterThan(0)
  await page.getByRole('button', { name: 'Cancel this job' }).click()
  await stateOf(page, 'cancelled')
  expect(await page.getByText(/kept until/).count()).toBe(1)
})

const digest = createHash('sha256').update('key-of-ann').digest('hex')

pageTest(
  'with API keys a job is started and shown with the key of the tab',
  async ({ open }) => {
    const page = await open('/jobs')
    await page.getByRole('alert').waitFor()
    await page.getByLabel('API key').fill('key-of-ann')
    const places = page.getByRole('form', { name: 'Places' })
    await places.getByLabel(/one per line/).fill('Annapolis, MD\nNowhere at all, XX')
    await places.getByRole('button', { name: 'Start' }).click()
    await page.waitForURL(/\/jobs\/\w+$/)
    await stateOf(page, 'done')
    await page.getByText('2 of 2 parts, 1 failed').waitFor()
    expect(await page.getByRole('alert').count()).toBe(0)
    await page.getByRole('link', { name: 'All jobs' }).click()
    await page.locator('.job-list .job-partial').waitFor()
    expect(await page.getByRole('alert').count()).toBe(0)
  },
  { API_KEYS: `ann:${digest}` },
)

for (const { name, options } of looks) {
  pageTest(`axe finds nothing in running, failed and missing jobs: ${name}`, async (stage) => {
    const look = { ...calm, ...options }
    stage.sandbox.faults.set([{ match: 'r/boating', fault: 'never' }])
    const running = await stage.open(
      await submit(stage, { kind: 'reddit', subreddits: ['sailing', 'boating'] }),
      look,
    )
    await running.locator('#posts-sailing summary').click()
    expect(await violations(running)).toEqual([])
    stage.sandbox.faults.set([
      { match: 'anz540', fault: '500' },
      { match: '/products', fault: '500' },
    ])
    const done = await stage.open(await submit(stage, { kind: 'forecasts', group: 'chesapeake' }), look)
    await done.getByText(/kept until/).waitFor()
    expect(await violations(done)).toEqual([])
    expect(await done.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    const list = await stage.open('/jobs', look)
    await list.locator('.job-list').waitFor()
    expect(await violations(list)).toEqual([])
    expect(await list.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    const missing = await stage.open('/jobs/0123456789', look)
    expect(await violations(missing)).toEqual([])
  })
}
