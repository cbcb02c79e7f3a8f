import { afterEach, expect, test } from 'vitest'
import { startService, type TestService } from './support/service.ts'

let service: TestService | undefined
afterEach(async () => {
  await service?.close()
  service = undefined
})

test.each([
  ['reddit', '/v1/reddit/top?subreddits=sailing,boating&t=day', 'Sailing', '/r/sailing'],
  ['geocode', '/v1/geocode?place=Annapolis,%20MD&place=Norfolk', 'ANNAPOLIS,  md', '/nominatim'],
  ['marine', '/v1/marine/forecasts?zones=ANZ532,ANZ533', 'anz532', 'anz532'],
])(
  'a purge of one key of %s drops what its part is called by, and nothing else',
  async (source, path, key, asked) => {
    service = startService()
    await service.json(path)
    const before = service.asked()
    const own = service.asked(asked)
    const purged = service.purge(source, key)
    expect(purged).toBe(1)
    await service.json(path)
    expect(service.asked()).toBe(before + 1)
    expect(service.asked(asked)).toBe(own + 1)
  },
)
