// Fetches web pages by the URLs that callers give. Off until the operator allows hosts; see docs/pages.md.
import { defaultPolicy, defineSource } from '../../pipeline/source.ts'
import { permit } from './allowed.ts'
import { Page, type PageQuery } from './schema.ts'
import { type Settings, settings } from './settings.ts'
import { web } from './web.ts'

export const pages = defineSource<PageQuery, Page, Settings>({
  name: 'pages',
  settings,
  policy: {
    ...defaultPolicy,
    // These are other people's hosts: no more requests than a person would make.
    rps: 20,
    burst: 60,
    timeoutMs: 4_000,
    // Callers want to know whether a page answers: a retry or a stale value would hide that.
    retries: 0,
    staleMs: 0,
  },
  providers: [{ name: 'web', baseUrl: () => null, perHost: true }],
  endpoints: [web],
  key: ({ url }) => url,
  label: ({ asked }) => asked,
  isOf: (label, key) => (URL.canParse(label) ? withoutFragment(label) : label) === key,
  output: Page,
  faults: ({ PAGES_ALLOW: { isPublic, domains } }, { canPinAddress }) =>
    canPinAddress || (!isPublic && domains.length === 0)
      ? []
      : [
          'PAGES_ALLOW: only full host names are allowed here, because addresses cannot be checked on this platform or through ' +
            'HTTPS_PROXY; remove `public` and `*.` entries',
        ],
  build(kit) {
    const ask = kit.ask(web)
    return async (query, ctx) => {
      // Checked before the call waits for a permit or counts as requested.
      permit(new URL(query.url), kit.settings.PAGES_ALLOW)
      return ask(query, ctx)
    }
  },
})

/** The normalised URL, used as cache key. */
export function withoutFragment(address: string): string {
  const url = new URL(address)
  url.hash = ''
  url.hostname = url.hostname.replace(/\.+$/, '')
  return url.href
}
