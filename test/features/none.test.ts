import { expect, onTestFinished, test } from 'vitest'
import { startService } from '../support/service.ts'

test('a service without features starts, with all routes that belong to no feature', async () => {
  const service = startService({}, { features: [] })
  onTestFinished(() => service.close())
  expect((await service.get('/healthz')).status).toBe(200)
  expect((await service.get('/metrics')).status).toBe(404)
  expect((await service.json('/v1/sources')).body).toEqual({ sources: [] })
  const { body } = await service.json('/openapi.json')
  expect(Object.keys(body.paths)).not.toContain('/v1/jobs')
  expect((await service.get('/docs')).status).toBe(200)
  expect((await service.get('/status')).status).toBe(200)
  const { status, body: problem } = await service.json('/v1/marine/forecasts?zones=ANZ532')
  expect([status, problem.code]).toEqual([404, 'not_found'])
})
