import { Hono } from 'hono'
import { ZodError, z } from 'zod'
import type { Sandbox, SandboxEnv } from './sandbox.ts'

const Latency = z.strictObject({ ms: z.int().min(0).max(600_000) })

/** The control routes of the sandbox: faults, latency and the journal of calls. They are never delayed, broken or recorded. */
export function createControl(sandbox: Sandbox): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>()
  app.get('/faults', (c) => c.json(sandbox.faults.list()))
  app.put('/faults', async (c) => {
    sandbox.faults.set(await c.req.json())
    return c.json(sandbox.faults.list())
  })
  app.delete('/faults', (c) => {
    sandbox.faults.clear()
    return c.body(null, 204)
  })
  app.get('/calls', (c) => c.json(sandbox.calls))
  app.delete('/calls', (c) => {
    sandbox.calls.length = 0
    return c.body(null, 204)
  })
  app.put('/latency', async (c) => {
    const { ms } = Latency.parse(await c.req.json())
    sandbox.setLatency(ms)
    return c.json({ ms })
  })
  app.onError((error, c) => {
    if (error instanceof ZodError) return c.json({ errors: z.prettifyError(error).split('\n') }, 400)
    if (error instanceof SyntaxError) return c.json({ errors: ['the body is not JSON'] }, 400)
    throw error
  })
  app.all('*', (c) => c.json({ errors: ['no such control'] }, 404))
  return app
}
