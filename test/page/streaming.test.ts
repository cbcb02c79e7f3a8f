import { expect } from 'vitest'
import { pageTest, search } from './browser.ts'

/** Adds up by how much what is on the screen is moved without the reader having just done something. */
const watchShifts = `globalThis.shifted = 0
new PerformanceObserver((list) => {
  for (const { value, hadRecentInput } of list.getEntries()) {
    if (!hadRecentInput) shifted += value
  }
}).observe({ type: 'layout-shift' })`

pageTest('parts are shown as they arrive and keep their position', async (stage) => {
  stage.sandbox.faults.set([{ match: '/r/boating', fault: 'delay' }])
  const page = await stage.open('/')
  await page.evaluate(watchShifts)
  await page.getByLabel('Place', { exact: true }).fill('Annapolis, MD')
  await page.getByLabel('Subreddits', { exact: true }).fill('sailing, boating')
  // Not by a click: shifts within half a second of one are not counted.
  await page.evaluate("document.querySelector('#search').requestSubmit()")
  await page.locator('#answer #zone-ANZ532 .timeline').waitFor()
  await page.locator('#slot-posts-sailing ol').waitFor()
  expect(await page.locator('#answer #slot-posts-boating .skeleton').count()).toBe(1)
  expect(await page.locator('progress').count()).toBe(1)
  expect(await page.locator('#answer').getAttribute('aria-busy')).toBe('true')
  const before = await page.locator('#answer #zone-ANZ532').boundingBox()

  stage.pass()
  await page.locator('#answer #slot-posts-boating ol').waitFor()
  await page.getByText(/^\d+ parts$/).waitFor()
  expect(await page.locator('#answer #zone-ANZ532').boundingBox()).toEqual(before)
  expect(await page.locator('#live').textContent()).toMatch(
    /^The answer for Annapolis, MD is complete: \d+ parts$/,
  )
  // The limit for a page that does not jump, by the usual measure (Cumulative Layout Shift).
  expect(await page.evaluate<number>('shifted')).toBeLessThan(0.1)
})

pageTest('open sections stay open while further parts arrive', async (stage) => {
  stage.sandbox.faults.set([{ match: '/r/boating', fault: 'delay' }])
  const page = await stage.open('/?place=Annapolis&subreddits=boating', { until: 'commit' })
  const second = page.locator('#answer details.zone').nth(1)
  await second.locator('summary').first().click()
  stage.pass()
  await page.locator('#answer #slot-posts-boating ol').waitFor()
  expect(await second.getAttribute('open')).not.toBeNull()
})

pageTest('a shared URL with a slow answer is filled from the stream', async (stage) => {
  stage.sandbox.faults.set([{ match: '/r/boating', fault: 'delay' }])
  const page = await stage.open('/?place=Annapolis&subreddits=boating', { until: 'commit' })
  await page.locator('#answer #slot-zones .timeline').first().waitFor()
  expect(await page.locator('#answer #slot-posts-boating .skeleton').count()).toBe(1)
  stage.pass()
  await page.locator('#answer #slot-posts-boating ol').waitFor()
  await page.waitForLoadState()
  expect(await page.locator('h1').count()).toBe(1)
})

pageTest('an answer that arrives before the script is kept', async (stage) => {
  stage.sandbox.faults.set([{ match: '/r/boating', fault: 'delay' }])
  const page = await stage.open('/')
  await page.route('**/assets/home-*.js', async (route) => {
    const script = await route.fetch()
    stage.pass()
    await page.locator('#landed').waitFor({ state: 'attached' })
    await route.fulfill({ response: script })
  })
  await page.goto(`${stage.url}/?place=Annapolis&subreddits=boating`)
  await page.getByRole('button', { name: 'Remove r/boating' }).waitFor()
  expect(await page.locator('#answer .timeline').count()).toBe(3)
  expect(await page.locator('#landed').count()).toBe(0)
})

pageTest('a new search ends the one before it', async (stage) => {
  stage.sandbox.faults.set([{ match: '/r/boating', fault: 'never' }])
  const page = await stage.open('/')
  await search(page, 'Annapolis', 'boating')
  await page.locator('#answer #slot-zones .timeline').first().waitFor()
  await page.getByRole('button', { name: 'Remove r/boating' }).click()
  await search(page, 'Seattle')
  await page.getByText(/^\d+ parts$/).waitFor()
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Seattle')
})
