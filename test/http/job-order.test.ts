import { describe, expect, test } from 'vitest'
import type { AnyJson } from '../support/service.ts'
import { by, jobServices, keyOf, post, reaches } from './jobs-service.ts'

const { start } = jobServices()

describe('the body', () => {
  test('a list that is too long is one fault, and at most a hundred fields are listed', async () => {
    const service = start()
    const values = Array.from({ length: 120_000 }, (_, index) => (index % 2 === 0 ? 1 : ''))
    const long = await service.json(
      '/v1/jobs',
      post({ kind: 'pages', urls: values.map((value, i) => `${value}${i}`).slice(0, 50_000) }),
    )
    expect([long.status, long.body.errors]).toEqual([
      400,
      [{ in: 'body', name: 'urls', message: 'at most 1000 values' }],
    ])
    const fields = Object.fromEntries(values.slice(0, 30_000).map((_, index) => [`f${index}`, 1]))
    const wide = await service.json('/v1/jobs', post({ kind: 'geocode', places: ['Norfolk'], ...fields }))
    expect([wide.status, wide.body.errors.length]).toEqual([400, 100])
    expect(wide.body.detail).toContain('30000 errors')
    expect(wide.body.detail).toContain('and 29900 more')
  })

  test('every fault of body and headers is reported', async () => {
    const service = start()
    const init = post(
      { kind: 'reddit', subreddits: ['!', 'sailing'], t: 'eon', limits: 3 },
      { 'idempotency-key': 'a b' },
    )
    const { status, headers, body } = await service.json('/v1/jobs', init)
    expect([status, headers.get('content-type')]).toEqual([400, 'application/problem+json; charset=utf-8'])
    expect(body.errors.map(({ in: where, name }: AnyJson) => `${where} ${name}`).sort()).toEqual([
      'body limits',
      'body subreddits.0',
      'body t',
      'header Idempotency-Key',
    ])
  })

  test('the error for an unknown kind lists the known ones', async () => {
    const { body } = await start().json('/v1/jobs', post({ kind: 'no-such' }))
    expect(body.errors[0].message).toContain('forecasts, advisories')
  })

  test.each([
    ['no JSON', post('{'), 400],
    ['no object', post('[]'), 400],
    ['another type', post('{}', { 'content-type': 'text/plain' }), 415],
    ['too much', post({ kind: 'geocode', places: ['x'.repeat(600_000)] }), 413],
    ['an office that no zone has', post({ kind: 'forecasts', office: 'ZZZ' }), 400],
    ['a cursor that was not given out', '/v1/jobs?cursor=!', 400],
    ['a state that there is not', '/v1/jobs?state=lost', 400],
    ['an invalid position in a stream', `/v1/jobs/${'0'.repeat(40)}/events`, 404],
  ] as const)('%s is refused', async (_, init, status) => {
    const service = start()
    const answer = typeof init === 'string' ? await service.json(init) : await service.json('/v1/jobs', init)
    expect(answer.status).toBe(status)
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
  })
})

describe('repeats', () => {
  const order = { kind: 'forecasts', zones: ['ANZ531', 'ANZ532'] }

  test('the same key and body return the same job, whatever the order of fields', async () => {
    const service = start()
    const key = { 'idempotency-key': 'once' }
    const first = await service.json('/v1/jobs', post(order, key))
    const again = await service.json('/v1/jobs', post({ zones: order.zones, kind: 'forecasts' }, key))
    expect([again.status, again.body.id]).toEqual([202, first.body.id])
    const other = await service.json('/v1/jobs', post(order))
    expect(other.body.id).not.toBe(first.body.id)
    const { status, body } = await service.json('/v1/jobs', post({ ...order, raw: true }, key))
    expect([status, body.code]).toEqual([409, 'conflict'])
  })

  test('an expired result is 410, and 404 an hour later', async () => {
    const service = start({ JOBS_KEEP_MS: '5000' })
    const { body } = await service.json('/v1/jobs', post(order))
    const path = `/v1/jobs/${body.id}`
    await reaches(service, path, 'done')
    service.age(5_000)
    const statuses = async (): Promise<number[]> => [
      (await service.json(path)).status,
      (await service.json(path, { method: 'DELETE' })).status,
      (await service.json(`${path}/events`)).status,
    ]
    expect(await statuses()).toEqual([410, 410, 410])
    service.age(3_600_000)
    expect(await statuses()).toEqual([404, 404, 404])
  })
})

describe('keys', () => {
  const environment = { API_KEYS: [keyOf('ann'), keyOf('bob')].join(',') }

  test('a job is 404 for other keys, also after it has expired', async () => {
    const service = start({ ...environment, JOBS_KEEP_MS: '5000' })
    const { body } = await service.json('/v1/jobs', post({ kind: 'forecasts', zones: ['ANZ531'] }, by('ann')))
    const path = `/v1/jobs/${body.id}`
    await reaches(service, path, 'done', { headers: by('ann') })
    const ofBob = async (): Promise<number[]> => [
      (await service.json(path, { headers: by('bob') })).status,
      (await service.json(`${path}/events`, { headers: by('bob') })).status,
      (await service.json(path, { method: 'DELETE', headers: by('bob') })).status,
    ]
    expect(await ofBob()).toEqual([404, 404, 404])
    const listed = async (name: string): Promise<number> =>
      (await service.json('/v1/jobs', { headers: by(name) })).body.jobs.length
    expect([await listed('ann'), await listed('bob')]).toEqual([1, 0])
    service.age(5_000)
    expect((await service.json(path, { headers: by('ann') })).status).toBe(410)
    expect(await ofBob()).toEqual([404, 404, 404])
    expect((await service.json(path)).status).toBe(401)
  })

  test('two keys may use the same Idempotency-Key', async () => {
    const service = start(environment)
    const submit = async (name: string) =>
      (
        await service.json(
          '/v1/jobs',
          post({ kind: 'forecasts', zones: ['ANZ531'] }, { ...by(name), 'idempotency-key': 'k' }),
        )
      ).body.id
    expect(await submit('ann')).not.toBe(await submit('bob'))
  })
})
