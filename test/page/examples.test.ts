import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { streamLines } from '../../examples/stream-in-node.ts'
import { listen } from '../support/listen.ts'
import { pageTest, serve } from './browser.ts'

test('the Node example reads every part and then the end', async () => {
  const { url, close } = await serve()
  const events: string[] = []
  const asked = new URL('/v1/briefing?place=Annapolis&subreddits=sailing', url)
  for await (const line of streamLines(asked)) events.push(line.event)
  await close()
  expect(events.filter((event) => event === 'part')).toHaveLength(8)
  expect(events.at(-1)).toBe('done')
})

pageTest(
  'the browser example shows every part and closes its stream',
  async ({ open, url, answered }) => {
    const example = readFileSync(new URL('../../examples/stream-in-browser.html', import.meta.url))
    const elsewhere = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end(example)
    })
    const port = await listen(elsewhere)
    try {
      const page = await open('/docs')
      await page.goto(`http://127.0.0.1:${port}/?service=${url}`)
      await page.getByText(/^Whole after/).waitFor()
      expect(await page.locator('li').count()).toBe(9)
      expect(answered('/v1/briefing')).toBe(1)
    } finally {
      elsewhere.closeAllConnections()
      elsewhere.close()
    }
  },
  { CORS_ORIGINS: '*' },
)
