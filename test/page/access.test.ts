import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { calm, looks, violations } from './axe.ts'
import { pageTest, type Stage } from './browser.ts'

async function answerWithFailure({ sandbox, open }: Stage, options: object): Promise<Page> {
  sandbox.faults.set([
    { match: '/r/boating', fault: '500' },
    { match: 'anz540', fault: '500' },
    { match: '/products', fault: '500' },
  ])
  const page = await open('/?place=Annapolis&subreddits=sailing,boating&count=5', { ...calm, ...options })
  await page.locator('details').evaluateAll((all) => {
    // One card is open at a time unless they are no longer told that they belong together.
    for (const details of all) details.removeAttribute('name')
    for (const details of all) details.setAttribute('open', '')
  })
  return page
}

for (const { name, options } of looks) {
  pageTest(`axe finds nothing in an answer with failures, everything open: ${name}`, async (stage) => {
    expect(await violations(await answerWithFailure(stage, options))).toEqual([])
  })

  pageTest(`axe finds nothing on the front page and the status page: ${name}`, async ({ open }) => {
    expect(await violations(await open('/', { ...calm, ...options }))).toEqual([])
    expect(await violations(await open('/status', { ...calm, ...options }))).toEqual([])
  })
}

pageTest('axe finds nothing in storms, in stale and in expired forecasts', async (stage) => {
  stage.age(40 * 3_600_000)
  expect(await violations(await stage.open('/?place=Seattle&count=8', calm))).toEqual([])
  expect(
    await violations(await stage.open('/?place=Seattle&count=8', { ...calm, colorScheme: 'dark' })),
  ).toEqual([])
})

pageTest('everything can be done from the keyboard', async ({ open }) => {
  const page = await open('/')
  await page.keyboard.press('Tab')
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content')
  await tabTo(page, '#place')
  await page.keyboard.type('Annapolis, MD')
  await tabTo(page, '#subreddits')
  await page.keyboard.type('sailing,')
  await page.keyboard.press('Enter')
  await page.getByText(/^\d+ parts$/).waitFor()
  expect(await page.locator('.posts').count()).toBe(1)

  const href = await page.locator('a.pin').nth(1).getAttribute('href')
  await tabTo(page, `a.pin[href="${href}"]`)
  await page.keyboard.press('Enter')
  const card = page.locator(`details.zone${href}`)
  await expect.poll(() => page.evaluate('document.activeElement.parentElement.id')).toBe(href?.slice(1))
  expect(await card.getAttribute('open')).not.toBeNull()
  await tabTo(page, `${href} .words summary`)
  await page.keyboard.press('Space')
  expect(await card.locator('details.words[open] blockquote').count()).toBe(1)
})

/** Presses Tab until the keyboard is there. */
async function tabTo(page: Page, selector: string): Promise<void> {
  const isThere = `document.activeElement.matches(${JSON.stringify(selector)})`
  for (let presses = 0; presses < 40; presses++) {
    if (await page.evaluate<boolean>(isThere)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`40 presses of Tab do not lead to ${selector}`)
}

pageTest('on a phone nothing overflows, and touch targets are large enough', async (stage) => {
  const page = await answerWithFailure(stage, { viewport: { width: 360, height: 740 } })
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
  const small = await page
    .locator('button, summary, .pin circle, select, #place, #subreddits')
    .evaluateAll((all) =>
      all
        .filter((element) => element.checkVisibility())
        .map((element) => ({ html: element.outerHTML.slice(0, 80), box: element.getBoundingClientRect() }))
        .filter(({ box }) => box.height < 24 || box.width < 24)
        .map(({ html }) => html),
    )
  expect(small).toEqual([])
})

pageTest('the dark colour scheme gives a dark page', async ({ open }) => {
  const page = await open('/?place=Annapolis', { colorScheme: 'dark' })
  const colour = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
  const brightness = (colour.match(/\d+/g) ?? []).reduce((sum, part) => sum + Number(part), 0)
  expect(brightness).toBeLessThan(120)
})
