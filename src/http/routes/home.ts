import { homePage } from '../../web/home-page.ts'
import type { App } from '../app-env.ts'
import { renderPage, textResponse } from '../page.ts'

/** The front page. */
export function registerHome(app: App): void {
  let page: Promise<string> | undefined
  app.get('/', async (c) => {
    page ??= renderPage({
      title: 'Tributary',
      description: 'Marine forecasts, alerts, places and Reddit in one answer before the deadline.',
      path: '/',
      main: homePage(),
    })
    return textResponse(c, { type: 'text/html', text: await page })
  })
}
