import { expect } from 'vitest'
import { calm, violations } from './axe.ts'
import { pageTest } from './browser.ts'

pageTest('the reference is searched and opened from the keyboard', async ({ open }) => {
  const page = await open('/docs', calm)
  const shown = page.locator('details.entry:visible')
  const all = await shown.count()
  await page.getByRole('searchbox').focus()
  await page.keyboard.type('subreddits LIMIT')
  expect(await shown.locator('summary h3').allTextContents()).toContain('Top posts of subreddits')
  expect(await shown.count()).toBeLessThan(all / 4)
  expect(await page.getByText(/^Matches: \d of /).isVisible()).toBe(true)
  expect(await page.getByRole('heading', { name: 'geocode' }).isVisible()).toBe(false)
  await page.keyboard.press('Enter')
  expect(await shown.first().getAttribute('open')).not.toBeNull()
  expect(await page.evaluate('document.activeElement.parentElement.open')).toBe(true)
  await page.evaluate('location.hash = "schema-Zone"')
  await page.locator('#schema-Zone').waitFor()
  expect(await shown.count()).toBe(all)
})

pageTest('without a script a link to a schema opens it, and the page stays short', async ({ open }) => {
  const page = await open('/docs', { javaScriptEnabled: false })
  expect(await page.getByRole('searchbox').isVisible()).toBe(false)
  const height = (await page.locator('body').boundingBox())?.height
  expect(height).toBeLessThan(6_000)
  await page.getByText('One marine zone', { exact: true }).click()
  await page.locator('#getZone > dl').first().waitFor()
  await page.goto(`${page.url()}#schema-Zone`)
  await page.locator('#schema-Zone dl').waitFor()
})

pageTest('axe finds nothing in the reference with a route and a schema open', async ({ open }) => {
  const page = await open('/docs', { ...calm, viewport: { width: 360, height: 740 }, colorScheme: 'dark' })
  await page.locator('#searchForecasts, #schema-Job').evaluateAll((all) => {
    for (const entry of all) entry.parentElement?.setAttribute('open', '')
  })
  expect(await violations(page)).toEqual([])
})
