import { Hono } from 'hono'
import { type Random, seeded } from '../random.ts'
import type { SandboxEnv, UpstreamOptions } from '../sandbox.ts'

const largeParagraphs = 4_000

/**
 * Plays a site of pages below `/pages/`: any name is a page, the same for the same seed. Names that behave as theirs do:
 * `missing`, `broken`, `plain.txt`, `latin`, `picture.png`, `large`, and the redirects `old` (to `harbour`), `around` (to
 * itself), `inside` (to the metadata of a cloud).
 */
export function createPages({ seed }: Pick<UpstreamOptions, 'seed'>): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>()
  app.get('/:name', (c) => {
    const name = c.req.param('name')
    const to = Object.hasOwn(redirects, name) ? redirects[name] : undefined
    if (to !== undefined) return new Response(null, { status: 301, headers: { location: to } })
    const special = Object.hasOwn(specials, name) ? specials[name] : undefined
    if (special) return special(seed)
    return html(pageOf(name, seeded('page', seed, name)))
  })
  return app
}

const redirects: Readonly<Record<string, string>> = {
  old: 'harbour',
  around: 'around',
  inside: 'http://169.254.169.254/latest/meta-data/',
}

const specials: Readonly<Record<string, (seed: number) => Response>> = {
  missing: () => html('<title>Not here</title><p>There is no such page.', 404),
  broken: () => html('<title>Out of order</title><p>Something broke.', 500),
  'plain.txt': () =>
    new Response('Fair winds\nand following seas\n', { headers: { 'content-type': 'text/plain' } }),
  'picture.png': () =>
    new Response(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10), {
      headers: { 'content-type': 'image/png' },
    }),
  latin: () =>
    new Response(
      Uint8Array.from('<title>K\xfcste</title><p>M\xf6wen \xfcber D\xfcnen', (one) => one.charCodeAt(0)),
      {
        headers: { 'content-type': 'text/html; charset=iso-8859-1' },
      },
    ),
  large: (seed) => html(pageOf('large', seeded('page', seed, 'large'), largeParagraphs)),
}

function html(body: string, status = 200): Response {
  return new Response(body, { status, headers: { 'content-type': 'text/html; charset=UTF-8' } })
}

const words = (
  'anchor ballast bearing berth bow breeze buoy cable chart compass course current deck draught ebb ensign fathom fender ' +
  'flood fog galley gunwale halyard harbour heading helm hull jib keel knot lee mast mooring pilot port quay reef rigging ' +
  'rudder sail sheet shoal sloop sounding spar starboard stern swell tide tiller wake wharf windward'
).split(' ')

/** A page as sites make them: a style, a script, a comment, links, references; the service counts the words. */
function pageOf(name: string, random: Random, paragraphs = random.int(2, 6)): string {
  const sentence = (): string => Array.from({ length: random.int(6, 14) }, () => random.pick(words)).join(' ')
  const text = Array.from(
    { length: paragraphs },
    () => `<p>${sentence()}, <em>${sentence()}</em>&nbsp;&ndash; ${sentence()}.</p>`,
  )
  const safe = name.replace(/[^\w -]/g, '')
  return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>${safe} &amp; its waters</title>
<style>p > em { color: navy }</style>
<script>if (1 < 2) document.write("<p>not a word of the page</p>")</script>
</head>
<body>
<!-- <p>nor is this</p> -->
<h1>${safe}</h1>
${text.join('\n')}
<p><a href="plain.txt" title="a > b">More</a></p>
</body>
</html>
`
}
