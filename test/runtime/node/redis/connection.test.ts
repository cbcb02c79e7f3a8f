import { once } from 'node:events'
import { expect, test } from 'vitest'
import { redisOptions, withoutSecrets } from '../../../../src/runtime/node/redis/connection.ts'
import { noRedis, patientConnection, startRedis } from '../../../support/redis-server.ts'

const clock = { random: () => 0.5 }

test('a URL gives host, user and database', () => {
  expect(redisOptions('redis://me:p%40ss@[::1]:7000/3', clock)).toMatchObject({
    host: '::1',
    port: 7_000,
    username: 'me',
    password: 'p@ss',
    db: 3,
  })
  expect(redisOptions('redis://store', clock)).toMatchObject({ host: 'store', port: 6_379, db: 0 })
  expect(redisOptions('redis://store', clock).tls).toBeUndefined()
  expect(redisOptions('rediss://store', clock).tls).toEqual({})
})

test('a lost connection is retried indefinitely, with pauses of at most a second', () => {
  const { retryStrategy } = redisOptions('redis://store', { random: () => 0.999 })
  const pauses = [1, 2, 3, 4, 5, 10, 1_000].map((attempt) => Number(retryStrategy?.(attempt)))
  expect(pauses.every((ms) => ms > 0 && ms <= 1_000)).toBe(true)
  expect(pauses.toSorted((a, b) => a - b)).toEqual(pauses)
})

test('an error keeps its message and contains nothing that was sent', () => {
  const error = Object.assign(new Error('WRONGPASS'), { command: { args: ['AUTH', 'secret'] } })
  expect(withoutSecrets(error).message).toBe('WRONGPASS')
  expect(JSON.stringify(Object.entries(withoutSecrets(error)))).not.toContain('secret')
  expect(withoutSecrets('no error at all').message).toBe('no error at all')
})

test.skipIf(noRedis)(`a wrong password is in no error${noRedis ? ` (${noRedis})` : ''}`, async () => {
  const server = await startRedis('--requirepass', 'the-right-one')
  const errors: Error[] = []
  const url = server.url.replace('//', '//default:the-wrong-one@')
  const redis = patientConnection({ url })
  redis.on('error', (error) => errors.push(withoutSecrets(error)))
  const refused = once(redis, 'error')
  await expect(redis.connect().catch(withoutSecrets)).resolves.toBeInstanceOf(Error)
  await refused.catch(() => {})
  redis.disconnect()
  await server.close()
  expect(errors[0]?.message).toMatch(/WRONGPASS/)
  expect(JSON.stringify(errors.map((error) => [error.message, Object.entries(error)]))).not.toContain(
    'wrong-one',
  )
})

test.skipIf(noRedis)('a command without a connection fails at once', async () => {
  const server = await startRedis()
  const redis = patientConnection(server)
  await redis.connect()
  await expect(redis.ping()).resolves.toBe('PONG')
  const closed = once(redis, 'close')
  await server.kill()
  await closed
  await expect(redis.ping()).rejects.toThrow()
  redis.disconnect()
  await server.close()
})
