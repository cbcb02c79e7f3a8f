import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { readHtml, readPlain } from '../../../src/sources/pages/read-html.ts'

test.each([
  ['<title>Harbour</title><p>two words', 'Harbour', 2],
  ['<TITLE lang=en>\n Har&shy;bour \n &amp;\tQuay </TITLE >', 'Har\u00adbour & Quay', 0],
  ['<title></title><p>a', null, 1],
  ['<svg><title>Icon</title></svg><title>Page</title>', 'Page', 0],
  ['<title>One</title><title>Two</title>', 'One', 0],
  ['<title>1 < 2 <b>&lt;b&gt;</title>', '1 < 2 <b><b>', 0],
  ['<title>&#8364; &#x20AC; &#128; &euro; &nosuch; &#0; &#xD800; &#x110000;', '€ € € € &nosuch; � � �', 0],
])('%s has the title %o and %i words', (html, title, words) => {
  expect(readHtml(html)).toEqual({ title, words })
})

test.each([
  ['one<b>word</b>only', 1],
  ['one<br>two<p>three</p>four', 4],
  ['<table><tr><td>one<td>two</table>three', 3],
  ['one<!-- not <p> this -->word', 1],
  ['one<!-->two', 1],
  ['<script>no <p>words</script> <style>p > a {}</style> <template>nor these</template> one', 1],
  ['<SCRIPT>no</SCRIPTS>no</script >one', 1],
  ['<script>"</scr" + "ipt>" no </script>one', 1],
  ['<noscript>turn it on</noscript>one', 1],
  ['<a title="a > b > c" href=\'>\'>one</a>', 1],
  ['<a title="unclosed>one two three', 0],
  ['<!DOCTYPE html><?xml version="1"?><![CDATA[ no ]]>one', 1],
  ['a < b and 3 <4', 5],
  ['</ not a tag>one', 1],
  ['&nbsp;one&nbsp;&ndash;&nbsp;two – three … 4 5.6', 5],
  ["don't well-known e-mail@example.org", 3],
  ['日本語の文章 два слова ١٢', 4],
  ['😀 🎣 ***', 0],
  ['', 0],
  ['<', 0],
  ['<p', 0],
  ['<script>endless', 0],
  ['<!-- endless', 0],
])('%s has %i words', (html, words) => {
  expect(readHtml(html).words).toBe(words)
})

test('a title is bounded, and not cut within a character', () => {
  expect(readHtml(`<title>${'x'.repeat(5_000)}</title>`).title).toBe('x'.repeat(300))
  const title = readHtml(`<title>x${'😀'.repeat(500)}</title>`).title ?? ''
  expect([title.length, title.isWellFormed()]).toEqual([299, true])
})

test('plain text has words, and tags are words of it', () => {
  expect(readPlain('Fair winds\nand <following> seas -- 2')).toEqual({ title: null, words: 6 })
})

const word = fc.stringMatching(/^[a-z]{1,8}$/)
const gap = fc.constantFrom(
  ' ',
  '\n',
  '<br>',
  '</p><p class="a > b">',
  '<!-- x -->\t',
  '&nbsp;',
  '<script>no no</script> ',
)

test('all words are counted, whatever is between them, and nothing else', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(word, gap), { maxLength: 50 }), (pairs) => {
      expect(readHtml(pairs.flat().join('')).words).toBe(pairs.length)
    }),
  )
})

test('any input can be read, and has no more words than characters', () => {
  const piece = fc.constantFrom(
    '<',
    '>',
    '</',
    '<!--',
    '-->',
    '"',
    "'",
    '=',
    '<title>',
    '</title>',
    '<svg',
    '&#',
    '&amp',
    'a',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 60 }), (pieces) => {
      const html = pieces.join('')
      expect(readHtml(html).words).toBeLessThanOrEqual(html.length)
    }),
  )
})

test.each(['<', '<!--', '<a b="', '<b>', '&#x', '<script></s', '<title>', "<a =' ", '</', '<svg><title>'])(
  'a page made of nothing but %s is looked through a few times at most',
  (piece) => {
    const html = piece.repeat(20_000)
    let looked = 0
    const { indexOf, slice } = String.prototype
    vi.spyOn(String.prototype, 'indexOf').mockImplementation(function (this: string, mark, from = 0) {
      const found = indexOf.call(this, mark, from)
      looked += (found < 0 ? this.length : found) - from
      return found
    })
    vi.spyOn(String.prototype, 'slice').mockImplementation(function (this: string, ...range) {
      const part = slice.apply(this, range)
      looked += part.length
      return part
    })
    readHtml(html)
    vi.restoreAllMocks()
    expect(looked).toBeLessThan(12 * html.length)
  },
)

test('every entity of HTML is known', () => {
  expect(readHtml('<title>&Zscr; &hearts; &copy &lt;b&gt; &NotEqualTilde;</title>').title).toBe('𝒵 ♥ © <b> ≂̸')
})
