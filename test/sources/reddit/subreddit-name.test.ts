import { expect, test } from 'vitest'
import { list } from '../../../src/core/query.ts'
import { SubredditName, subredditNames } from '../../../src/sources/reddit/feature.ts'

test.each([
  ['sailing', 'sailing'],
  ['Sailing', 'sailing'],
  ['r/Sailing', 'sailing'],
  [' /r/Sailing/ ', 'sailing'],
  ['sailing/', 'sailing'],
  ['https://www.reddit.com/r/Sailing/top/?t=day', 'sailing'],
  ['//old.reddit.com/r/sailing#x', 'sailing'],
  ['reddit.com/r/sailing', 'sailing'],
  ['u/Some-One', 'u_some-one'],
  ['/user/Someone/', 'u_someone'],
  ['https://www.reddit.com/user/someone/submitted', 'u_someone'],
  ['u_abcdefghijklmnopqrst', 'u_abcdefghijklmnopqrst'],
  ['u_some-name', 'u_some-name'],
  ['reddit.com', 'reddit.com'],
])('%j is %s', (text, name) => {
  expect(SubredditName.parse(text)).toBe(name)
})

test.each([
  'a',
  'ab cd',
  'some-name',
  'u_abcdefghijklmnopqrstu',
  'r/',
  '',
  '..',
  'a/b',
  'https://example.org/r/sailing',
])('%j is not a name', (text) => {
  expect(SubredditName.safeParse(text).success).toBe(false)
})

test.each([
  ['query', 'sailing+Boating,r/harbour'],
  ['query', ['sailing boating', 'harbour,']],
  ['body', ['sailing+boating', 'harbour']],
] as const)('in a %s, %j is three', (where, given) => {
  expect(list({ ...subredditNames, max: 5 }, where).parse(given)).toEqual(['sailing', 'boating', 'harbour'])
})
