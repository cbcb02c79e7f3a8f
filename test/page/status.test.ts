import { expect } from 'vitest'
import { pageTest } from './browser.ts'

pageTest('the status page updates by itself, until it is paused', async ({ open, url }) => {
  const page = await open('/status')
  const calls = page.locator('#source-reddit ~ .providers dd').nth(3)
  expect(await calls.textContent()).toMatch(/^0, 0 failed/)
  await fetch(`${url}/v1/reddit/top?subreddits=sailing`)
  await page
    .getByText(/^1, 0 failed, 0 retries/)
    .first()
    .waitFor()
  expect(await page.getByText('turned off', { exact: true }).count()).toBe(1)
  expect(await page.getByText('built in', { exact: true }).count()).toBeGreaterThan(0)
  await page.getByRole('button', { name: 'Pause updates' }).click()
  await page.getByRole('button', { name: 'Resume updates' }).waitFor()
  expect(await page.locator('#live').textContent()).toBe('Updates are paused')
})

pageTest('a failing upstream is marked', async ({ open, url, sandbox }) => {
  sandbox.faults.set([{ match: '/r/', fault: '500' }])
  await fetch(`${url}/v1/reddit/top?subreddits=sailing,boating`)
  const page = await open('/status')
  const card = page.locator('section[aria-labelledby="source-reddit"] .provider').first()
  expect(await card.getAttribute('class')).toMatch(/provider-(warn|bad)/)
  expect(await card.getByRole('link', { name: 'upstream_error' }).count()).toBe(1)
})
