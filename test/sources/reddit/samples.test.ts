// Real listings and refusals, read where they are kept.
import { expect } from 'vitest'
import { z } from 'zod'
import { publicTop } from '../../../src/sources/reddit/listings.ts'
import { readListing } from '../../../src/sources/reddit/read-listing.ts'
import { Post, type TopQuery } from '../../../src/sources/reddit/schema.ts'
import { explained } from '../../support/explained.ts'
import { sample, testOnSamples } from '../../support/samples.ts'

const query: TopQuery = { subreddit: 'askreddit', t: 'all', limit: 200 }
const read = (name: string): Post[] => {
  const { items, skipped } = readListing(sample(`reddit/${name}.json`), query)
  expect(skipped).toBe(0)
  return z.array(Post).parse(items)
}

testOnSamples('every real listing is read completely', () => {
  const counts = [
    'front-top-all',
    'askreddit-hot',
    'askreddit-rising',
    'all-new-few',
    'popular-hot-modern-25',
  ]
  expect(counts.map((name) => read(name).length)).toEqual([100, 102, 100, 4, 25])
  expect(read('domain-rising-empty')).toEqual([])
})

testOnSamples('a post of 2016 is read right', () => {
  expect(read('front-top-all')[0]).toMatchObject({
    id: '2np694',
    title: 'What tasty food would be distusting if eaten over rice?',
    score: 38_445,
    comments: 7_804,
    author: 'DO_U_EVN_SPAGHETTI',
    createdAt: '2014-11-28T21:07:58Z',
    domain: 'self.AskReddit',
    permalink:
      'https://www.reddit.com/r/AskReddit/comments/2np694/what_tasty_food_would_be_distusting_if_eaten_over/',
    thumbnail: null,
  })
  expect(read('front-top-all').filter(({ author }) => author === null)).toHaveLength(2)
  expect(read('front-top-all').filter(({ over18 }) => over18)).toHaveLength(2)
})

testOnSamples('a post of 2026 is read right', () => {
  const posts = read('popular-hot-modern-25')
  expect(posts[0]).toMatchObject({
    title: 'Blursed_Self defence',
    score: 1_913,
    comments: 160,
    author: 'o0Phoenix0o',
    url: 'https://v.redd.it/2ptpanksayug1',
    createdAt: '2026-04-13T12:24:17Z',
  })
  expect(posts.filter(({ thumbnail }) => thumbnail === null)).toHaveLength(3)
})

testOnSamples('sticky posts stay on top, and count', () => {
  const five = readListing(sample('reddit/askreddit-hot.json'), { ...query, limit: 5 }).items
  expect(five).toHaveLength(5)
  expect(five[0]?.title).toBe('THE ASKREDDIT MOBILE DESIGN EXTRAVAGANZA CONTEST!')
})

testOnSamples('real refusals have the right code', () => {
  const given = (name: string, extension = 'json') => {
    const { status, headers } = JSON.parse(sample(`reddit/${name}.headers.json`)) as {
      status: number
      headers: Record<string, string[]>
    }
    const lower = Object.entries(headers).map(([key, [value = '']]) => [key.toLowerCase(), value])
    const text = sample(`reddit/${name}.${extension}`)
    return explained(publicTop, { status, headers: Object.fromEntries(lower), text }, query)
  }
  expect(
    ['forbidden-403', 'forbidden-403-minimal', 'quarantined-403'].map((name) => given(name).code),
  ).toEqual(['upstream_forbidden', 'upstream_forbidden', 'upstream_forbidden'])
  expect(given('too-many-429-html', 'html')).toMatchObject({
    code: 'upstream_rate_limited',
    retryAfterMs: 4_000,
  })
})
