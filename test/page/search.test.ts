import { expect } from 'vitest'
import { pageTest, search } from './browser.ts'

pageTest('a search shows forecasts, place and posts under a shareable URL', async ({ open }) => {
  const page = await open('/')
  await search(page, 'Annapolis, MD', 'sailing,boating ')
  await page.getByText(/^\d+ parts$/).waitFor()
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Annapolis')
  expect(await page.locator('details.zone').count()).toBe(3)
  expect(await page.locator('.place-name').textContent()).toContain('Maryland')
  expect(await page.getByText('© OpenStreetMap contributors').count()).toBeGreaterThan(0)
  expect(await page.locator('.posts h3').allTextContents()).toEqual([
    expect.stringContaining('r/sailing'),
    expect.stringContaining('r/boating'),
  ])
  expect(new URL(page.url()).search).toBe('?place=Annapolis%2C+MD&subreddits=sailing%2Cboating')
})

pageTest('the URL of an answer shows it again, and Back shows the previous one', async ({ open }) => {
  const page = await open('/?place=Annapolis%2C+MD&count=1')
  expect(await page.locator('details.zone').count()).toBe(1)
  await page.getByLabel('Place', { exact: true }).fill('Seattle')
  await page.getByLabel('Place', { exact: true }).press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Seattle' }).waitFor()
  await page.goBack()
  await page.getByRole('heading', { level: 1, name: 'Annapolis' }).waitFor()
  expect(await page.getByLabel('Place', { exact: true }).inputValue()).toBe('Annapolis, MD')
})

pageTest('the browser’s position can be used as the place', async ({ open }) => {
  const page = await open('/', {
    geolocation: { latitude: 47.6, longitude: -122.33 },
    permissions: ['geolocation'],
  })
  await page.getByRole('button', { name: 'Use my position' }).click()
  await page.getByText(/^\d+ parts$/).waitFor()
  expect(await page.getByLabel('Place', { exact: true }).inputValue()).toBe('47.600,-122.330')
  expect(await page.locator('.place-name').textContent()).toBe('The position you gave')
  expect(await page.locator('details.zone').first().getAttribute('id')).toMatch(/^zone-PZZ/)
})

pageTest('no request goes to another host', async ({ open, url }) => {
  const page = await open('/')
  const hosts = new Set<string>()
  page.on('request', (request) => hosts.add(new URL(request.url()).origin))
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  await page.goto(`${url}/?place=Annapolis&subreddits=sailing`)
  await search(page, 'Seattle')
  await page.getByRole('heading', { level: 1, name: 'Seattle' }).waitFor()
  await page.locator('path.land[d*="M"]').waitFor({ state: 'attached' })
  expect([...hosts]).toEqual([url])
  // The browser says here what the Content-Security-Policy forbade.
  expect(complaints).toEqual([])
})

pageTest('a post for adults is collapsed', async ({ open, url }) => {
  const names = ['sailing', 'boating', 'fishing', 'kayaking', 'surfing', 'weather', 'pics', 'news']
  const answer = await fetch(`${url}/v1/reddit/top?subreddits=${names}&limit=5`)
  const { data } = (await answer.json()) as {
    data: { subreddits: { subreddit: string; posts: { over18: boolean }[] }[] }
  }
  const found = data.subreddits.find(({ posts }) => posts.some(({ over18 }) => over18))
  const page = await open(`/?place=Annapolis&subreddits=${found?.subreddit}`)
  const post = page.locator('details.over18').first()
  expect(await post.locator('a').first().isVisible()).toBe(false)
  await post.locator('summary').click()
  expect(await post.locator('a').first().isVisible()).toBe(true)
})

pageTest('a click on the map opens the zone, a click on the chart the period', async ({ open }) => {
  const page = await open('/?place=Annapolis')
  const second = page.locator('details.zone').nth(1)
  const id = (await second.getAttribute('id')) ?? ''
  await page.locator(`a.pin[href="#${id}"]`).click()
  await page.locator(`#${id}[open]`).waitFor()
  expect(await page.locator('details.zone[open]').count()).toBe(1)
  await second.locator('[data-period]').first().click()
  expect(await second.locator('details.words[open] blockquote').isVisible()).toBe(true)
})
