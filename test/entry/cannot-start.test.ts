// A service that cannot start says why, names the variable, and exits with 1.
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { listen } from '../support/listen.ts'
import { runEntry } from '../support/spawn-service.ts'

test('all configuration errors are listed, and the service does not start', async () => {
  const { code, lines, errors } = await runEntry({
    PORT: 'eighty',
    BUDGET_MS: '-1',
    API_KEYS: 'secret',
    OPS_PORT: '99999',
  })
  expect(code).toBe(1)
  expect(lines).toEqual([])
  for (const name of ['PORT', 'BUDGET_MS', 'API_KEYS', 'OPS_PORT']) expect(errors).toContain(`  - ${name}: `)
  expect(errors).not.toContain('secret')
})

test('the error for a foreign address names the variable', async () => {
  const { code, errors } = await runEntry({ HOST: '192.0.2.1', PORT: '0' })
  expect(code).toBe(1)
  expect(errors).toMatch(/^HOST: cannot listen on 192\.0\.2\.1, port 0: /)
})

test('the error for a port in use names the variable', async () => {
  const taken = createServer()
  const port = await listen(taken)
  const { code, errors } = await runEntry({ HOST: '127.0.0.1', PORT: String(port) })
  expect(code).toBe(1)
  expect(errors).toMatch(new RegExp(`^PORT: cannot listen on 127\\.0\\.0\\.1, port ${port}: `))
  taken.close()
})

test('a worker requires a Redis for jobs', async () => {
  const { code, errors } = await runEntry({ ROLE: 'worker' })
  expect([code, errors]).toEqual([1, expect.stringContaining('ROLE: worker requires JOBS_REDIS_URL')])
})
