// What the law of the replay cache plays: any sequence of these steps.
import fc from 'fast-check'

const fixed = fc.constantFrom(
  '/v1/marine/advisories?group=chesapeake',
  '/v1/marine/advisories?zones=ANZ531',
  '/v1/marine/forecasts?zones=ANZ531,ANZ532&raw=true',
  '/v1/briefing?place=Annapolis,%20MD&subreddits=sailing',
  '/v1/geocode?place=Annapolis',
  '/v1/marine/advisories?zones=NOPE',
  '/v1/marine/zones/ANZ531',
)
/** Orders that were not asked before are merged in front of the routes. */
const anyOrder = fc
  .shuffledSubarray(['ANZ531', 'ANZ532', 'ANZ533', 'ANZ534', 'anz535', 'NOPE'], { minLength: 2 })
  .map((zones) => `/v1/marine/advisories?zones=${zones.join('%2C')}`)
const path = fc.oneof({ weight: 4, arbitrary: fixed }, { weight: 1, arbitrary: anyOrder })
const seldom = (...values: string[]) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(...values) },
  )
const headers = fc
  .record({
    accept: seldom('*/*', 'application/json', 'text/html', 'application/problem+json'),
    'accept-encoding': fc.constantFrom(undefined, 'gzip', 'deflate', 'br', 'gzip;q=0'),
    'x-request-id': fc.constantFrom(undefined, 'mine', 'not visible', 'a'.repeat(200)),
    'if-none-match': fc.constantFrom(undefined, '*', 'W/"other"', 'SEEN', 'W/"a", SEEN'),
    prefer: seldom('wait=2', 'handling=strict'),
    origin: seldom('https://sea.test', 'https://evil.test'),
    authorization: seldom('Bearer wrong'),
  })
  .map((all) => Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined))
const method = fc.oneof(
  { weight: 6, arbitrary: fc.constant('GET') },
  { weight: 1, arbitrary: fc.constant('HEAD') },
)
const request = fc.record({ kind: fc.constant('request' as const), method, path, headers })
const age = fc.record({
  kind: fc.constant('age' as const),
  ms: fc.constantFrom(700, 30_000, 400_000, 900_000),
})
const purge = fc.record({ kind: fc.constant('purge' as const), source: fc.constantFrom('marine', 'geocode') })
/** A request, the passing of time, or a purge. */
export const step = fc.oneof(
  { weight: 12, arbitrary: request },
  { weight: 2, arbitrary: age },
  { weight: 1, arbitrary: purge },
)
