import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { itemsOf } from '../../../src/sources/items.ts'
import { readListing } from '../../../src/sources/reddit/read-listing.ts'
import { Post, type TopQuery } from '../../../src/sources/reddit/schema.ts'
import { decodesAny, errorOf } from '../../support/explained.ts'

const query: TopQuery = { subreddit: 'sailing', t: 'day', limit: 100 }
const top = readFileSync(new URL('../../fixtures/reddit/top.json', import.meta.url), 'utf8')

const listing = (...children: unknown[]): string =>
  JSON.stringify({ kind: 'Listing', data: { after: null, children, before: null } })
const withPost = (change: Record<string, unknown>): string => {
  const [, second] = JSON.parse(top).data.children
  return listing({ kind: 't3', data: { ...second.data, ...change } })
}
/** The posts of a listing. */
const read = (body: string, asked = query): Post[] => readListing(body, asked).items
const codeOf = (body: string): string => errorOf(() => readListing(body, query)).code

test('reads every field of a post', () => {
  expect(read(top)[1]).toEqual({
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
  const [first] = read(top)
  expect(first).toMatchObject({
    title: 'Read the rules before you post',
    selfText: 'Be kind & <b>brief</b>.',
  })
})

test('a deleted author is null, and so is a thumbnail that is not a URL', () => {
  expect(read(top).map(({ author, thumbnail }) => [author === null, thumbnail === null])).toEqual([
    [false, true],
    [false, false],
    [true, true],
    [false, true],
    [false, true],
  ])
})

test('makes a relative URL absolute', () => {
  expect(read(top)[4]?.url).toBe('https://www.reddit.com/r/boating/comments/1aa/crosspost/')
})

test('links to the post itself if its URL is not http', () => {
  const [post] = read(withPost({ url: 'javascript:alert(1)', thumbnail: 'data:image/png,x' }))
  expect(post).toMatchObject({
    url: 'https://www.reddit.com/r/sailing/comments/1fx001/post_1/',
    thumbnail: null,
  })
})

test('returns at most the requested number of posts, including sticky ones', () => {
  expect(read(top, { ...query, limit: 3 }).map(({ id }) => id)).toEqual(['1fx000', '1fx001', '1fx002'])
})

test('returns no posts for an empty listing', () => {
  expect(readListing(listing(), query)).toEqual({ items: [], skipped: 0 })
})

test('omits items that are not posts, and counts a broken post', () => {
  const { children } = JSON.parse(top).data
  const mixed = listing(
    { kind: 't1', data: { body: 'a comment' } },
    { kind: 't3', data: { id: 1 } },
    {},
    children[1],
  )
  expect(readListing(mixed, query)).toMatchObject({ items: [{ id: '1fx001' }], skipped: 2 })
})

test('a single unreadable post is counted', () => {
  expect(readListing(withPost({ created_utc: 1e300 }), query)).toEqual({ items: [], skipped: 1 })
})

test('a child that is null or has no kind is ignored', () => {
  const [, { data }] = JSON.parse(top).data.children
  expect(readListing(listing(null, { data }), query)).toMatchObject({ items: [{ id: '1fx001' }], skipped: 0 })
})

test('a listing without its kind is still read', () => {
  const { data } = JSON.parse(top)
  expect(readListing(JSON.stringify({ data }), query)).toEqual(readListing(top, query))
})

test.each([
  ['score', { score: null }],
  ['comments', { comments: null }],
  ['permalink', { permalink: 'https://www.reddit.com/comments/1fx001' }],
  ['author', { author: null }],
  ['domain', { domain: '' }],
])('a post without its %s is still a post', (field, left) => {
  const sent = field === 'comments' ? 'num_comments' : field
  for (const odd of [null, [], {}]) {
    expect(readListing(withPost({ [sent]: odd }), query)).toMatchObject({ items: [left], skipped: 0 })
  }
})

test('omits promoted posts without counting them', () => {
  const { children } = JSON.parse(top).data
  const promoted = { kind: 't3', data: { ...children[1].data, id: 'ad', promoted: true } }
  expect(readListing(listing(promoted, children[1]), query)).toMatchObject({
    items: [{ id: '1fx001' }],
    skipped: 0,
  })
})

test('resolves a URL without a scheme', () => {
  expect(read(withPost({ url: '//tidebook.example/2' }))[0]?.url).toBe('https://tidebook.example/2')
})

test('is not_found for a listing of subreddits', () => {
  expect(codeOf(listing({ kind: 't5', data: { display_name: 'pics' } }))).toBe('not_found')
})

test.each([
  ['two listings, as comments come', `[${top},${top}]`],
  ['comments only', listing({ kind: 't1', data: {} })],
  ['broken posts only', listing({ kind: 't3', data: {} }, { kind: 't3', data: { id: 1 } })],
  ['HTML', '<!doctype html><title>reddit</title>'],
  ['a truncated body', top.slice(0, 2_000)],
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

test('never quotes the body in a message', () => {
  expect(errorOf(() => readListing('{"secret": oops', query)).message).not.toContain('secret')
})

test('law: any body gives valid posts or an AppError', () => {
  const address = fc
    .tuple(fc.constantFrom('https:', '//', '/', 'javascript:'), fc.string())
    .map((parts) => parts.join(''))
  const value = fc.oneof(fc.string(), fc.double(), fc.integer(), fc.boolean(), fc.constant(null), address)
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
  const body = fc.oneof(change.map(withPost), fc.json(), fc.string())
  decodesAny(body, (text) => readListing(text, query), itemsOf(Post))
})
