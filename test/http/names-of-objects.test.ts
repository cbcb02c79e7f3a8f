// Names that every object of JavaScript knows are names as any other, wherever callers write them.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService, type TestService } from '../support/service.ts'

let service: TestService
beforeAll(() => {
  service = startService({ OPEN_CACHE_PURGE: 'true', PAGES_ALLOW: 'sandbox.test' })
})
afterAll(() => service.close())

const names = ['constructor', '__proto__', 'toString', 'hasOwnProperty']

test.each(
  names.flatMap((name) => [
    `/v1/reddit/top?subreddits=${name}&t=day`,
    `/v1/reddit/top?subreddits=sailing&t=${name}`,
    `/v1/geocode?place=${name}&lang=${name}`,
    `/v1/marine/zones?office=${name}&prefix=${name}&q=${name}`,
    `/v1/marine/zones/${name}`,
    `/v1/marine/forecasts?group=${name}`,
    `/v1/marine/search?q=${name}&zones=ANZ531`,
    `/v1/jobs/${name}`,
    `/v1/pages?url=http://sandbox.test/pages/${name}`,
    `/problems/${name}`,
    `/${name}`,
    `/v1/marine/forecasts?zones=ANZ531&${name}=1`,
  ]),
)('%s is answered without a 500', async (path) => {
  expect((await service.get(path)).status).not.toBe(500)
})

test.each(names)(
  'a job of kind %s, and one with a field of that name, are faults of the caller',
  async (name) => {
    for (const body of [`{"kind":"${name}"}`, `{"kind":"geocode","places":["Norfolk"],"${name}":1}`]) {
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body }
      expect((await service.get('/v1/jobs', init)).status).toBe(400)
    }
    expect((await service.get(`/v1/cache?source=${name}`, { method: 'DELETE' })).status).toBe(404)
  },
)
