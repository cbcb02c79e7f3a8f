import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Part } from '../../src/parts/part.ts'
import { askingState } from '../../src/web/page/answer-state.ts'
import { defaultAsk } from '../../src/web/page/ask.ts'
import { pageCss } from '../../src/web/page/page-css.ts'
import { lanesOf, piecesOf, waterfall } from '../../src/web/page/waterfall.ts'
import { siteCss } from '../../src/web/site-css.ts'
import { part } from './part.ts'

test('parts that need the position start when the place has been found', () => {
  const lanes = lanesOf([
    part('geocode', 'x', { tookMs: 40 }),
    part('marine', 'ANZ532'),
    part('reddit', 'sailing'),
  ])
  expect(lanes.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
    [0, 40],
    [40, 50],
    [0, 10],
  ])
})

const timed = (tookMs: number, queueMs: number, upstreamMs: number, decodeMs: number): Part =>
  part('marine', 'ANZ532', { tookMs, timings: { queueMs, upstreamMs, decodeMs } })

test('a bar shows its phases in order, with unaccounted time first', () => {
  const shares = (of: Part) => piecesOf(of).map(({ name, from, to }) => [name, from, to])
  expect(shares(timed(100, 0, 50, 25))).toEqual([
    ['before', 0, 0.25],
    ['upstream', 0.25, 0.75],
    ['decode', 0.75, 1],
  ])
  expect(shares(timed(40, 10, 20, 10))).toEqual([
    ['queue', 0, 0.25],
    ['upstream', 0.25, 0.75],
    ['decode', 0.75, 1],
  ])
})

test('for a load started by another caller, a bar shows the end', () => {
  expect(piecesOf(timed(10, 500, 40, 5)).map(({ name, to }) => [name, to])).toEqual([
    ['upstream', 0.5],
    ['decode', 1],
  ])
})

test('phases fill their bar without gaps', () => {
  const ms = fc.double({ min: 0, max: 10_000, noNaN: true })
  fc.assert(
    fc.property(ms, ms, ms, ms, (tookMs, queueMs, upstreamMs, decodeMs) => {
      const pieces = piecesOf(timed(tookMs, queueMs, upstreamMs, decodeMs))
      fc.pre(pieces.length > 0)
      expect([pieces[0]?.from, pieces.at(-1)?.to]).toEqual([0, 1])
      for (const [index, { from, to }] of pieces.entries()) {
        expect(from).toBe(pieces[index - 1]?.to ?? 0)
        expect(to).toBeGreaterThan(from)
      }
    }),
  )
})

test('phases have a text and a legend; a cached part has neither', () => {
  const asking = askingState({ ...defaultAsk, place: 'here' }, 0)
  const shown = (of: Part) => String(waterfall({ ...asking, parts: [of] }))
  const fresh = shown(timed(34, 2, 31, 1))
  expect(fresh).toContain('2 ms queue, 31 ms upstream, 1 ms decode')
  expect(fresh).toContain('class="legend pieces"')
  expect(shown(part('marine', 'ANZ532', { status: 'cached' }))).not.toMatch(/piece|unseen/)
})

test('phases have a contrast of 3:1 to the background and to each other, light and dark', () => {
  const all = siteCss + pageCss
  const colours = (name: string) => [...all.matchAll(new RegExp(`--${name}: (#[0-9a-f]{6})`, 'g'))]
  const light = (hex: string) => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
      const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  for (const scheme of [0, 1]) {
    const of = (name: string) => light(colours(name)[scheme]?.[1] ?? '')
    const ratio = (a: string, b: string) => (Math.max(of(a), of(b)) + 0.05) / (Math.min(of(a), of(b)) + 0.05)
    for (const [a, b] of [
      ['soft', 'panel'],
      ['queue', 'panel'],
      ['upstream', 'panel'],
      ['decode', 'panel'],
      ['queue', 'upstream'],
      ['upstream', 'decode'],
    ] as const)
      expect(ratio(a, b), `${a} on ${b}, scheme ${scheme}`).toBeGreaterThanOrEqual(3)
  }
})
