import type { MiddlewareHandler } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { PagePath } from '../../web/layout.ts'
import { statusFrame } from '../../web/page/status-view.ts'
import type { App, AppEnv } from '../app-env.ts'
import { pageSecurity, renderPage } from '../page.ts'
import { refusalOf } from '../refusal.ts'
import type { Service } from '../service.ts'
import { statusHead } from './assets.ts'

/** Registers the status page, which shows `/v1/sources` under the same access rules. */
export function registerStatus(
  app: App,
  service: Service,
  { admit, navLinks }: { admit: MiddlewareHandler<AppEnv>; navLinks: readonly PagePath[] },
): void {
  const { sources, built, config, runtime } = service
  const requiresKey = config.API_KEYS.length > 0
  app.get('/status', async (c) => {
    const refusal = await refusalOf(c, admit)
    const views = refusal ? [] : sources.map(({ name }) => built(name).view())
    const page = await renderPage({
      title: 'Status',
      description: 'How every upstream of this instance of Tributary is doing.',
      path: '/status',
      main: statusFrame(views, { now: runtime.clock.now(), requiresKey, trouble: refusal?.trouble ?? null }),
      head: statusHead,
      navLinks,
    })
    return c.body(page, (refusal?.status ?? 200) as ContentfulStatusCode, {
      ...refusal?.headers,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': pageSecurity,
      'cache-control': 'no-store',
    })
  })
}
