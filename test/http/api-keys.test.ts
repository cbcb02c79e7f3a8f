import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { createKeyring } from '../../src/http/api-keys.ts'

const digestOf = (key: string): string => createHash('sha256').update(key).digest('hex')
const keyring = createKeyring([
  { name: 'boats', digest: digestOf('open-sesame') },
  { name: 'dash', digest: digestOf('kaese') },
])

test('a known key returns its name', async () => {
  expect(await keyring.nameOf('Bearer open-sesame')).toBe('boats')
  expect(await keyring.nameOf('bearer   kaese')).toBe('dash')
})

test.each([
  undefined,
  '',
  'Bearer',
  'Bearer ',
  'Bearer open-sesam',
  'Bearer open-sesamee',
  'Basic open-sesame',
  'open-sesame',
  'Bearer open sesame',
])('%j is rejected', async (header) => {
  expect(await keyring.nameOf(header)).toBeNull()
})

test('the digest of a key is not accepted as a key', async () => {
  expect(await keyring.nameOf(`Bearer ${digestOf('open-sesame')}`)).toBeNull()
})

test('an overlong key is rejected without hashing', async () => {
  const long = 'x'.repeat(600)
  const ring = createKeyring([{ name: 'long', digest: digestOf(long) }])
  expect(await ring.nameOf(`Bearer ${long}`)).toBeNull()
})

test('a keyring without keys is not locked', () => {
  expect(createKeyring([]).isLocked).toBe(false)
  expect(keyring.isLocked).toBe(true)
})

test('a synchronous hash accepts the same keys', async () => {
  const atOnce = createKeyring([{ name: 'boats', digest: digestOf('open-sesame') }], (text) =>
    createHash('sha256').update(text).digest('hex'),
  )
  expect(await atOnce.nameOf('Bearer open-sesame')).toBe('boats')
  expect(await atOnce.nameOf('Bearer open-sesam')).toBeNull()
})
