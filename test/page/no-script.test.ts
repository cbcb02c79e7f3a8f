import { expect } from 'vitest'
import { pageTest, search } from './browser.ts'

const javaScriptEnabled = false

pageTest('without a script a search gives the whole answer', async ({ open }) => {
  const page = await open('/', { javaScriptEnabled })
  await search(page, 'Annapolis, MD', 'sailing, boating')
  // The page may come in pieces: the last one holds the posts.
  await page.locator('.posts ol').nth(1).waitFor()
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Annapolis')
  expect(await page.locator('details.zone .timeline').count()).toBe(3)
  expect((await page.locator('path.land').getAttribute('d'))?.length).toBeGreaterThan(100)
  expect(await page.locator('.posts ol').count()).toBe(2)
  expect(await page.getByRole('button', { name: 'Use my position' }).count()).toBe(0)
})

pageTest('without a script a period opens to show its text', async ({ open }) => {
  const page = await open('/?place=Annapolis', { javaScriptEnabled })
  const words = page.locator('details.zone[open] details.words').first()
  expect(await words.locator('blockquote').isVisible()).toBe(false)
  await words.locator('summary').click()
  expect(await words.locator('blockquote').isVisible()).toBe(true)
})

pageTest('without a script a slow answer replaces the placeholders', async (stage) => {
  stage.sandbox.faults.set([{ match: '/r/boating', fault: 'delay' }])
  const page = await stage.open('/?place=Annapolis&subreddits=boating', {
    javaScriptEnabled,
    until: 'commit',
  })
  await page.locator('#answer').waitFor()
  stage.pass()
  await page.waitForLoadState()
  expect(await page.locator('#answer').isVisible()).toBe(false)
  expect(await page.locator('#landed .posts ol').isVisible()).toBe(true)
})

pageTest('without a script the status page can be read', async ({ open }) => {
  const page = await open('/status', { javaScriptEnabled })
  expect(await page.locator('.provider').count()).toBeGreaterThan(4)
  expect(await page.getByRole('button', { name: 'Pause updates' }).count()).toBe(0)
})
