import fc from 'fast-check'
import { expect, test } from 'vitest'
import { zoneById } from '../../../../src/sources/marine/catalogue/zones.ts'
import { ForecastText, type Period } from '../../../../src/sources/marine/schema.ts'
import { generateForecast } from '../../src/generator/forecast.ts'
import { anyRequest, everyForecast } from './arbitrary.ts'

const unwrapped = (text: string): string => text.replaceAll(/\s+/g, ' ')

const strongest = ({ wind }: Period): number =>
  Math.max(0, ...wind.map(({ speedKt, gustKt }) => Math.max(speedKt?.max ?? 0, gustKt ?? 0)))

test('equal requests give equal forecasts, and another seed gives another', () => {
  fc.assert(
    fc.property(anyRequest, (request) => {
      expect(generateForecast(request)).toEqual(generateForecast({ ...request }))
      expect(generateForecast(request).text).not.toBe(
        generateForecast({ ...request, seed: request.seed + 1 }).text,
      )
    }),
  )
})

test('the values are what the contract says values are', () => {
  everyForecast((forecast) => {
    expect(ForecastText.parse(forecast.values)).toEqual(forecast.values)
  })
})

test('every headline and every period stands in the text, and nothing else does between the clock and the end', () => {
  everyForecast(({ values, block }) => {
    const headlines = values.headlines.map((headline) => `...${headline}...`)
    const periods = values.periods.map(({ name, text }) => `.${name}...${text}`)
    const body = unwrapped([...headlines, ...periods].join(' '))
    const [, after = ''] = /\d{4}\/?\n\n([\s\S]*?)\n\n(?:[^.\n][\s\S]*)?\$\$\n$/.exec(block) ?? []
    expect(unwrapped(after).trim()).toBe(body)
  })
})

test('no line of the forecast is longer than 66 characters', () => {
  everyForecast((forecast) => {
    const lines = forecast.text.split('\n').filter((line) => !line.includes('/'))
    expect(lines.filter((line) => line.trimEnd().length > 66)).toEqual([])
  })
})

test('no period begins before the one before it has ended, nor the first before the forecast was issued', () => {
  everyForecast(({ values }) => {
    const [first] = values.periods
    expect(Date.parse(first?.startsAt ?? '')).toBeGreaterThanOrEqual(Date.parse(values.issuedAt ?? ''))
    values.periods.slice(1).forEach(({ startsAt }, index) => {
      const before = values.periods[index]?.endsAt ?? ''
      expect(Date.parse(startsAt ?? '')).toBeGreaterThanOrEqual(Date.parse(before))
    })
    expect(values.periods.length).toBeGreaterThanOrEqual(6)
  })
})

test('the strongest wind and the headlines agree', () => {
  everyForecast(({ values }) => {
    const kinds = new Set(values.hazards.map(({ kind }) => kind))
    const peak = Math.max(...values.periods.map(strongest))
    const hasGale = [...kinds].some((kind) => /^(gale|storm|hurricane)/.test(kind))
    expect(peak >= 34).toBe(hasGale)
    if (peak <= 20)
      expect(kinds.has('small-craft-advisory')).toBe(peak === 20 && kinds.has('small-craft-advisory'))
    if (peak > 20) expect(hasGale || kinds.has('small-craft-advisory')).toBe(true)
  })
})

test('every number of a value is printed', () => {
  everyForecast(({ values }) => {
    for (const { text, wind, seas, waveDetail } of values.periods) {
      const numbers = [
        ...wind.flatMap(({ speedKt, gustKt }) => [speedKt?.max, gustKt]),
        ...seas.flatMap((sea) => [sea.heightFt?.max || null, sea.occasionalFt, sea.dominantPeriodS]),
        ...waveDetail.flatMap(({ heightFt, periodS }) => [heightFt?.min, heightFt?.max, periodS]),
      ].filter((number) => number !== null && number !== undefined)
      const printed = new Set(text.match(/\d+/g)?.map(Number))
      expect(numbers.filter((number) => !printed.has(number))).toEqual([])
    }
  })
})

test('a hazard ends after the forecast was issued and after it began', () => {
  everyForecast(({ values, advisories }) => {
    for (const { hazard, startsAt, endsAt } of advisories) {
      expect(endsAt).toBeGreaterThan(startsAt)
      expect(endsAt).toBeGreaterThan(Date.parse(values.issuedAt ?? ''))
      if (hazard.until !== null) expect(Date.parse(hazard.until)).toBe(endsAt)
      if (hazard.from !== null) expect(Date.parse(hazard.from)).toBe(startsAt)
    }
  })
})

test('the phrasing of many forecasts covers what offices print', () => {
  const texts = fc
    .sample(anyRequest, { numRuns: 1_500, seed: 7 })
    .map((request) => generateForecast(request).values)
    .flatMap(({ headlines, periods }) => [...headlines, ...periods.map(({ text }) => text)])
    .join('\n')
  const phrases = [
    / becoming /,
    / increasing to /,
    / rising to /,
    / diminishing to /,
    / easing to /,
    / veering /,
    / backing /,
    /with gusts to /,
    /with gusts up to /,
    /Gusts up to \d+ kt in the (?:evening|morning)\./,
    /\.\.\. ?increasing to /,
    /Variable winds /,
    /Winds variable /,
    /Light and variable winds/,
    /becoming light and variable/,
    /around \d+ kt/,
    /near \d+ k/,
    /\d+ kt or less/,
    /less than \d+ kt/,
    /winds to \d+ knots/,
    /gales \d+ kt/,
    /\bN to NE winds/,
    /\bSSW winds/,
    /winds increasing to/,
    /, except /,
    /\. Elsewhere, /,
    / kt,? (?:diminishing|easing)(?: late)?\./,
    /Waves flat/,
    /Waves \d ft or less/,
    /1 foot or less/,
    /Seas around \d+ ft/,
    /occasionally to /,
    /Occasional seas to /,
    /with a dominant period of /,
    /Dominant period /,
    / building to /,
    / subsiding to /,
    / subsiding\./,
    / then \d+ f/,
    /Waves building to /,
    /Wind waves /,
    /Combined seas /,
    /[A-Z] swell \d/,
    /Mixed swell /,
    /Swell [A-Z]/,
    /Wave Detail: /,
    /Vsby 1 nm or less/i,
    /Visibility 1 to \d nm/i,
    /Dense fog with vsby /,
    /moderate chop/,
    /Mostly clear/,
    /NORTHEAST|northeast/,
    /UNTIL NOON /,
    /THROUGH LATE TONIGHT/,
    /MIDNIGHT/,
    /FROM .* (?:TO|UNTIL|THROUGH) /,
    /^SMALL CRAFT ADVISORY THROUGH /m,
    /^GALE WARNING (?:TONIGHT|TODAY|[A-Z]+DAY)/m,
    /CANCELLED/,
    /EXERCISE CAUTION/,
  ]
  expect(phrases.filter((phrase) => !phrase.test(texts)).map(String)).toEqual([])
})

test('a forecast of winter, Eastern time, prints its clock and its days so', () => {
  const zone = zoneById('ANZ532')
  if (!zone) throw new Error('the catalogue lacks ANZ532')
  const issuedAt = Date.UTC(2026, 10, 20, 20, 3, 41)
  const { text, values } = generateForecast({ seed: 1, zone, issuedAt, expiresAt: Date.UTC(2026, 10, 21, 8) })
  const lines = text.split('\n')
  expect(lines[0]).toMatch(/^Expires:202611210800;;\d{6}$/)
  expect(lines.slice(1, 7)).toEqual([
    'FZUS51 KLWX 202003',
    'CWFLWX',
    '',
    'Coastal Waters Forecast',
    'National Weather Service Baltimore MD/Washington DC',
    '303 PM EST Fri Nov 20 2026',
  ])
  expect(text).toContain(
    '\n\n\nANZ532-210800-\nChesapeake Bay from Sandy Point to North Beach MD-\n303 PM EST Fri Nov 20 2026\n\n',
  )
  expect([values.issuedAt, values.expiresAt]).toEqual(['2026-11-20T20:03:00Z', '2026-11-21T08:00:00Z'])
  expect(values.periods.slice(0, 3).map(({ name }) => name)).toEqual([
    'LATE THIS AFTERNOON',
    'TONIGHT',
    'SAT',
  ])
})
