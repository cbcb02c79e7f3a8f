import { expect } from 'vitest'
import { pageTest, search } from './browser.ts'

const deadSea = [
  { match: '/marine/', fault: 'refuse' },
  { match: '/products', fault: 'refuse' },
] as const

pageTest('a dead upstream costs its own cards, which say what failed and what to do', async (stage) => {
  stage.sandbox.faults.set([...deadSea])
  const page = await stage.open('/?place=Annapolis&subreddits=sailing')
  const card = page.locator('details.zone').first()
  expect(await card.locator('.zone-state').textContent()).toContain('forecast missing')
  const note = (await card.locator('.failed').textContent()) ?? ''
  expect(note).toContain('could not be reached')
  expect(note).toContain('Try again shortly')
  expect(await card.locator('.failed a').first().getAttribute('href')).toMatch(/^\/(problems|v1)\//)
  expect(await page.locator('.posts ol li').count()).toBe(5)
  expect(await page.locator('.part-state-failed').count()).toBe(3)
  expect(await page.getByText('3 of which failed').count()).toBe(1)
})

pageTest('stale data shows its age', async (stage) => {
  await stage.open('/?place=Annapolis')
  stage.age(20 * 60_000)
  stage.sandbox.faults.set([...deadSea])
  const page = await stage.open('/?place=Annapolis')
  expect(await page.locator('.zone-state').first().textContent()).toContain('stale')
  const banner = await page.locator('.warn-banner').first().textContent()
  expect(banner).toContain('This is the last available text. It is 20 min old.')
  expect(await page.locator('.part-state-stale').count()).toBeGreaterThan(0)
})

pageTest('an expired forecast says so and warns against relying on it', async (stage) => {
  stage.age(40 * 3_600_000)
  const page = await stage.open('/?place=Annapolis')
  expect(await page.locator('.zone-state').first().textContent()).toContain('expired')
  const banner = (await page.locator('.bad-banner').first().textContent()) ?? ''
  expect(banner).toMatch(/This forecast expired on Nov \d+, 2026/)
  expect(banner.replace(/\s+/g, ' ')).toContain('Do not rely on it')
})

pageTest('an unknown place is reported once, at the top', async ({ open }) => {
  const page = await open('/')
  await search(page, 'Xyzzyville Nowhere')
  const alert = page.getByRole('alert')
  await alert.waitFor()
  expect(await alert.textContent()).toContain('Check the spelling')
  expect(await page.locator('#live').textContent()).toContain('No answer for Xyzzyville Nowhere')
})

pageTest('an invalid query has its errors listed', async ({ open }) => {
  const page = await open('/?place=99,999&count=77')
  const alert = (await page.getByRole('alert').textContent()) ?? ''
  expect(alert).toContain('count')
  expect(alert).toContain('latitude')
})

pageTest('losing the service keeps the parts received and says so', async (stage) => {
  stage.sandbox.faults.set([{ match: '/r/boating', fault: 'never' }])
  const page = await stage.open('/')
  await search(page, 'Annapolis', 'boating')
  await page.locator('#slot-zones .timeline').first().waitFor()
  await page.context().setOffline(true)
  await stage.close()
  await page.getByRole('alert').waitFor()
  expect(await page.getByRole('alert').textContent()).toContain('The answer is incomplete')
  expect(await page.locator('#slot-zones .timeline').count()).toBeGreaterThan(0)
})
