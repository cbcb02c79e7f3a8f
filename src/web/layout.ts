import { html } from 'hono/html'

/** A piece of HTML whose values have been escaped. */
export type Html = ReturnType<typeof html>

/** Where the page's own files are served. */
export interface AssetUrls {
  stylesheet: string
  script: string
  icon: string
}

export interface Page {
  title: string
  description: string
  /** The path of the page itself: its entry in the navigation is marked. */
  path: string
  main: Html
  /** Additional head elements: stylesheets, and a script that replaces the common one. */
  head?: Html
  /** Optional pages that the navigation links to. */
  navLinks?: readonly PagePath[]
}

/** Pages that exist only on some platforms or ports. */
export type PagePath = '/jobs' | '/status'

const places = [
  { path: '/', name: 'Home' },
  { path: '/jobs', name: 'Jobs' },
  { path: '/docs', name: 'Reference' },
  { path: '/problems', name: 'Problems' },
  { path: '/status', name: 'Status' },
  { path: '/openapi.json', name: 'OpenAPI' },
] as const

/** The frame of every page: head, navigation, main content, footer. */
export function layout(
  { title, description, path, main, head, navLinks = [] }: Page,
  assets: AssetUrls,
): Html {
  const entry = (place: (typeof places)[number]): Html =>
    html`<li><a href="${place.path}"${place.path === path ? html` aria-current="page"` : ''}>${place.name}</a></li>`
  const isThere = ({ path }: (typeof places)[number]): boolean =>
    path === '/jobs' || path === '/status' ? navLinks.includes(path) : path !== '/'
  const shown = places.filter(isThere)
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title === 'Tributary' ? title : `${title} · Tributary`}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${description}">
<link rel="icon" href="${assets.icon}" type="image/svg+xml">
<link rel="stylesheet" href="${assets.stylesheet}">
${head ?? html`<script src="${assets.script}" type="module"></script>`}
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="site">
<a class="brand" href="/">Tributary</a>
<nav aria-label="Site"><ul>${shown.map(entry)}</ul></nav>
</header>
<main id="main" tabindex="-1">
${main}
</main>
<footer class="site"><p>Tributary: many upstreams, one answer.</p></footer>
</body>
</html>
`
}
