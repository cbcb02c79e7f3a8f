import type { Context as HonoContext } from 'hono'
import { icon } from '../web/icon.ts'
import { type AssetUrls, layout, type Page } from '../web/layout.ts'
import { searchScript } from '../web/reference/search-script.ts'
import { siteCss } from '../web/site-css.ts'
import { tryScript } from '../web/try-script.ts'
import type { App, AppEnv } from './app-env.ts'
import { hashText, matchesTag } from './tag.ts'

/** Content security policy of the pages: they can load from and send to this service only. */
export const pageSecurity = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** A file whose name contains a hash of its content, so that it can be cached forever. */
export const asset = (name: string, extension: string, type: string, text: string, tag = hashText(text)) => ({
  url: `/assets/${name}-${tag}.${extension}`,
  type: `${type}; charset=utf-8`,
  text,
})

const assets = {
  stylesheet: asset('site', 'css', 'text/css', siteCss),
  script: asset('site', 'js', 'text/javascript', tryScript + searchScript),
  icon: asset('icon', 'svg', 'image/svg+xml', icon),
}

const assetUrls: AssetUrls = {
  stylesheet: assets.stylesheet.url,
  script: assets.script.url,
  icon: assets.icon.url,
}

/** Headers of such a file. */
export const assetHeaders = { 'cache-control': 'public, max-age=31536000, immutable' }

/** Serves the stylesheet, the script and the icon of the pages. */
export function registerAssets(app: App): void {
  for (const { url, type, text } of Object.values(assets)) {
    app.get(url, (c) => c.body(text, 200, { ...assetHeaders, 'content-type': type }))
  }
}

/** Renders a page to text; callers cache it. */
export async function renderPage(page: Page): Promise<string> {
  return String(await layout(page, assetUrls))
}

export interface Representation {
  type: 'text/html' | 'application/json'
  text: string
  /** Request headers that the response depends on. */
  vary?: string
}

/** Responds with a text that changes only with releases: with an ETag, cacheable for five minutes, or 304. */
export function textResponse(c: HonoContext<AppEnv>, { type, text, vary }: Representation): Response {
  const etag = `W/"${hashText(text)}"`
  const headers = {
    etag,
    'cache-control': 'public, max-age=300',
    ...(vary !== undefined && { vary }),
  }
  if (matchesTag(c.req.header('if-none-match'), etag)) return new Response(null, { status: 304, headers })
  return new Response(text, {
    status: 200,
    headers: {
      ...headers,
      'content-type': `${type}; charset=utf-8`,
      ...(type === 'text/html' && { 'content-security-policy': pageSecurity }),
    },
  })
}
