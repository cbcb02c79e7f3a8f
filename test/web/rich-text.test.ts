import { expect, test } from 'vitest'
import { richText } from '../../src/web/rich-text.ts'

const print = async (text: string, linkOf?: (code: string) => string | null) =>
  String(await richText(text, linkOf))

test('text in backticks is code', async () => {
  expect(await print('set `a<b` to 1')).toBe('set <code>a&lt;b</code> to 1')
})

test('a plain path is a link, a path template is not', async () => {
  expect(await print('`/docs` `/problems/{code}`')).toBe(
    '<a href="/docs"><code>/docs</code></a> <code>/problems/{code}</code>',
  )
})

test('known code links to its page', async () => {
  const linkOf = (code: string) => (code === 'gone' ? '/problems/gone' : null)
  expect(await print('`gone` or `lost`', linkOf)).toBe(
    '<a href="/problems/gone"><code>gone</code></a> or <code>lost</code>',
  )
})

test('a backtick without a partner is printed as it is', async () => {
  expect(await print('5` wide')).toBe('5` wide')
})
