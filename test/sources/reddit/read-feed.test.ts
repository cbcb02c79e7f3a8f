import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { itemsOf } from '../../../src/sources/items.ts'
import { readFeed } from '../../../src/sources/reddit/read-feed.ts'
import { Post, type TopQuery } from '../../../src/sources/reddit/schema.ts'
import { decodesAny, errorOf, valueOrAppError } from '../../support/explained.ts'

const query: TopQuery = { subreddit: 'sailing', t: 'day', limit: 10 }
const feed = readFileSync(new URL('../../fixtures/reddit/top.rss', import.meta.url), 'utf8')
const around = (entry: string): string =>
  `<feed xmlns="http://www.w3.org/2005/Atom"><entry>${entry}</entry></feed>`
const least =
  '<id>t3_a</id><title>T</title><link href="https://www.reddit.com/r/s/comments/a/t/"/><published>2026-11-20T05:00:00+00:00</published>'

test('reads every field that a feed has, and no score, comments or age limit', () => {
  const { items, skipped } = readFeed(feed, query)
  expect(skipped).toBe(0)
  expect(items).toEqual([
    {
      id: '1fx001',
      title: 'Across the bay & back — “she held”',
      score: null,
      comments: null,
      author: 'helm_and_keel',
      url: 'https://tidebook.example/1?a=1&b=2',
      permalink: 'https://www.reddit.com/r/sailing/comments/1fx001/post_1/',
      createdAt: '2025-11-20T00:53:21Z',
      domain: 'tidebook.example',
      over18: false,
      selfText: '',
      thumbnail: 'https://b.thumbs.example/fixture.jpg?s=1&t=2',
    },
    {
      id: '1fx002',
      title: 'Read the rules',
      score: null,
      comments: null,
      author: 'mod',
      url: 'https://www.reddit.com/r/sailing/comments/1fx002/rules/',
      permalink: 'https://www.reddit.com/r/sailing/comments/1fx002/rules/',
      createdAt: '2025-11-19T10:00:00Z',
      domain: 'self.sailing',
      over18: false,
      selfText: 'Be kind & brief.\n\nFair winds.',
      thumbnail: null,
    },
  ])
  expect(readFeed(feed, { ...query, limit: 1 }).items).toHaveLength(1)
})

test('one entry is enough, and one that cannot be read is counted', () => {
  expect(readFeed(around(least), query).items).toMatchObject([{ id: 'a', author: null, selfText: '' }])
  const two = around(`<id>t3_b</id></entry><entry>${least}`)
  expect(readFeed(two, query)).toMatchObject({ items: [{ id: 'a' }], skipped: 1 })
  expect(readFeed('<feed></feed>', query)).toEqual({ items: [], skipped: 0 })
})

test('entities that a feed defines are not processed', () => {
  const bomb = '<!DOCTYPE feed [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
  const read = valueOrAppError(() => readFeed(bomb + around(least.replace('>T<', '>&b;<')), query))
  expect(JSON.stringify(read)).not.toContain('aaaa')
})

test.each([
  ['a page', '<!doctype html><title>reddit</title>', 'upstream_forbidden'],
  ['a truncated feed', feed.slice(0, 900), 'upstream_invalid'],
  ['another document', '<rss><channel/></rss>', 'upstream_invalid'],
  ['JSON', '{"error": 403}', 'upstream_invalid'],
  ['entries that cannot be read', around('<id>x</id></entry><entry><id>y</id>'), 'upstream_invalid'],
])('reads %s as it is meant', (_, body, code) => {
  expect(errorOf(() => readFeed(body, query)).code).toBe(code)
})

test('law: any entry gives valid posts or an AppError', () => {
  const tag = fc.constantFrom('id', 'title', 'link', 'published', 'author', 'content', 'media:thumbnail')
  const piece = fc.tuple(tag, fc.string()).map(([name, text]) => `<${name}>${text}</${name}>`)
  decodesAny(fc.array(piece), (pieces) => readFeed(around(least + pieces.join('')), query), itemsOf(Post))
})
