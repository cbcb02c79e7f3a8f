import { expect, test } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { composeService, registry } from '../../src/entry/compose.ts'
import { createScriptedRuntime } from '../support/scripted-runtime.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const runtime = createScriptedRuntime(createVirtualClock(), () => ({ status: 404, body: '' }))
const { app } = composeService({ config: readConfig({}, registry), runtime, compresses: false })

test.each(['/', '/docs', '/problems', '/problems/gone'])(
  'within the whole service %s keeps the policy that lets it use its own files',
  async (path) => {
    const { headers } = await app.request(path)
    expect(headers.get('content-security-policy')).toContain("style-src 'self'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  },
)

test('a response that is not a page may load nothing', async () => {
  const { headers } = await app.request('/healthz')
  expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'")
})
