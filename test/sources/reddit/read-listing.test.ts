import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { AppError } from '../../../src/core/errors.ts'
import { readListing } from '../../../src/sources/reddit/read-listing.ts'
import { Post, type TopQuery } from '../../../src/sources/reddit/schema.ts'
import { errorOf, valueOrAppError } from '../../support/explained.ts'

const query: TopQuery = { subreddit: 'sailing', t: 'day', limit: 100 }
const top = readFileSync(new URL('../../fixtures/reddit/top.json', import.meta.url), 'utf8')

const listing = (...children: unknown[]): string =>
  JSON.stringify({ kind: 'Listing', data: { after: null, children, before: null } })
const withPost = (change: Record<string, unknown>): string => {
  const [, second] = JSON.parse(top).data.children
  return listing({ kind: 't3', data: { ...second.data, ...change } })
}
const codeOf = (body: string): string => errorOf(() => readListing(body, query)).code

test('reads every field of a post', () => {
  expect(readListing(top, query)[1]).toEqual({
    id: '1fx001',
    title: 'Across the bay in a 1978 ketch — “she held”',
    score: 99,
    comments: 3,
    author: 'helm_and_keel',
    url: 'https://tidebook.example/1',
    permalink: 'https://www.reddit.com/r/sailing/comments/1fx001/post_1/',
    createdAt: '2025-11-20T00:53:21Z',
    domain: 'tidebook.example',
    over18: false,
    selfText: '',
    thumbnail: 'https://b.thumbs.redditmedia.com/fixture.jpg',
  })
})

test('keeps a sticky post where it is listed, with its text', () => {
  const [first] = readListing(top, query)
  expect(first).toMatchObject({
    title: 'Read the rules before you post',
    selfText: 'Be kind & <b>brief</b>.',
  })
})

test('gives no author for a deleted one, and no thumbnail for a word', () => {
  expect(
    readListing(top, query).map(({ author, thumbnail }) => [author === null, thumbnail === null]),
  ).toEqual([
    [false, true],
    [false, false],
    [true, true],
    [false, true],
    [false, true],
  ])
})

test('makes a relative address absolute', () => {
  expect(readListing(top, query)[4]?.url).toBe('https://www.reddit.com/r/boating/comments/1aa/crosspost/')
})

test('links to the post itself where its address is not http', () => {
  const [post] = readListing(withPost({ url: 'javascript:alert(1)', thumbnail: 'data:image/png,x' }), query)
  expect(post).toMatchObject({
    url: 'https://www.reddit.com/r/sailing/comments/1fx001/post_1/',
    thumbnail: null,
  })
})

test('gives at most as many posts as were asked for, though a sticky one comes on top', () => {
  expect(readListing(top, { ...query, limit: 3 }).map(({ id }) => id)).toEqual(['1fx000', '1fx001', '1fx002'])
})

test('gives no posts for an empty listing', () => {
  expect(readListing(listing(), query)).toEqual([])
})

test('leaves out what is no post, or a broken one', () => {
  const { children } = JSON.parse(top).data
  const mixed = listing(
    { kind: 't1', data: { body: 'a comment' } },
    { kind: 't3', data: { id: 1 } },
    children[1],
  )
  expect(readListing(mixed, query)).toHaveLength(1)
})

test('says not_found for the subreddits that a search lists', () => {
  expect(codeOf(listing({ kind: 't5', data: { display_name: 'pics' } }))).toBe('not_found')
})

test.each([
  ['two listings, as comments come', `[${top},${top}]`],
  ['comments only', listing({ kind: 't1', data: {} })],
  ['broken posts only', listing({ kind: 't3', data: {} })],
  ['HTML', '<!doctype html><title>reddit</title>'],
  ['a truncated body', top.slice(0, 2_000)],
  ['a time out of range', withPost({ created_utc: 1e300 })],
  ['null', 'null'],
  ['nothing', ''],
])('says upstream_invalid for %s', (_, body) => {
  expect(codeOf(body)).toBe('upstream_invalid')
})

test.each([
  ['{"reason": "private", "message": "Forbidden", "error": 403}', 'upstream_forbidden'],
  ['{"message": "Forbidden", "error": 403}', 'upstream_forbidden'],
  ['{"message": "Not Found", "error": 404}', 'not_found'],
  ['{"message": "Too Many Requests", "error": 429}', 'upstream_rate_limited'],
  ['{"message": "Internal Server Error", "error": 500}', 'upstream_error'],
])('reads an error inside a 200: %s', (body, code) => {
  expect(codeOf(body)).toBe(code)
})

test('never repeats the body in a message', () => {
  expect(errorOf(() => readListing('{"secret": oops', query)).message).not.toContain('secret')
})

test('law: whatever the body, it gives valid posts or an AppError', () => {
  const value = fc.oneof(fc.string(), fc.double(), fc.integer(), fc.boolean(), fc.constant(null), fc.webUrl())
  const keys = [
    'id',
    'title',
    'score',
    'num_comments',
    'author',
    'url',
    'permalink',
    'created_utc',
    'thumbnail',
  ]
  const change = fc.dictionary(fc.constantFrom(...keys), value)
  fc.assert(
    fc.property(change, (changed) => {
      const read = valueOrAppError(() => readListing(withPost(changed), query))
      if (!(read instanceof AppError)) z.array(Post).parse(read)
    }),
  )
  fc.assert(
    fc.property(
      fc.oneof(fc.json(), fc.string()),
      (body) => void valueOrAppError(() => readListing(body, query)),
    ),
  )
})
