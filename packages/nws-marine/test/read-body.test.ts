import { expect, test } from 'vitest'
import { readBody } from '../src/read-body.ts'

const bodyOf = (text: string, zones = 1) => readBody(text, { zones, hasPeriods: true })

test('names, issuance line, headlines, periods and footer are told apart', () => {
  const body = bodyOf(
    'Boston Harbor-\n1003 AM EDT Fri Sep 25 2026\n\n...STORM WARNING IN EFFECT THROUGH\nSATURDAY EVENING...\n\n' +
      '.TONIGHT...NE winds 20 to\n25 kt.\n.SAT...NE winds 25 kt.\n\nSeas are significant wave height,\nan average.\n',
  )
  expect(body).toMatchObject({
    names: ['Boston Harbor'],
    headlines: ['STORM WARNING IN EFFECT THROUGH SATURDAY EVENING'],
    periods: [
      { name: 'TONIGHT', text: 'NE winds 20 to 25 kt.' },
      { name: 'SAT', text: 'NE winds 25 kt.' },
    ],
    unparsed: ['Seas are significant wave height, an average.'],
  })
  expect(body.issuance?.at).toBe(Date.UTC(2026, 8, 25, 14, 3))
})

test('headlines stand one below the other, wrapped or not', () => {
  const body = bodyOf(
    '\n...GALE WATCH IN EFFECT FROM MONDAY\nAFTERNOON...\n...GALE WARNING IS CANCELLED...\n\nTHE TEXT.',
  )
  expect(body.headlines).toEqual(['GALE WATCH IN EFFECT FROM MONDAY AFTERNOON', 'GALE WARNING IS CANCELLED'])
  expect(body.unparsed).toEqual(['THE TEXT.'])
})

test('a headline that is never closed ends at a blank line or at the first period', () => {
  expect(bodyOf('\n...GALE WARNING TONIGHT\n\nTEXT.').headlines).toEqual(['GALE WARNING TONIGHT'])
  const body = bodyOf('\n...GALE WARNING TONIGHT\n.TONIGHT...N gales to 35 kt.')
  expect(body.headlines).toEqual(['GALE WARNING TONIGHT'])
  expect(body.periods).toHaveLength(1)
})

test('three dots inside a period are a pause, also at the start of a line', () => {
  const body = bodyOf('\n.FRI...Gusts up to 20 kt\n...increasing to 25 kt late.')
  expect(body.headlines).toEqual([])
  expect(body.periods).toEqual([
    { name: 'FRI', text: 'Gusts up to 20 kt ...increasing to 25 kt late.', isOpen: false },
  ])
})

test('a period name may be long, wrapped, or written with two dots', () => {
  const body = bodyOf(
    '\n.MON NIGHT THROUGH TUE\nNIGHT...S winds 5 kt.\n.REST OF TODAY..W winds 5 kt.\n.24 HOUR...x',
  )
  expect(body.periods.map(({ name }) => name)).toEqual([
    'MON NIGHT THROUGH TUE NIGHT',
    'REST OF TODAY',
    '24 HOUR',
  ])
})

test('a paragraph that begins with a dot is no period', () => {
  const text = '.SOUTH WINDS TO STRENGTHEN TODAY AND TONIGHT AS LOW PRESSURE\nSTRENGTHENS OVER WESTERN TEXAS.'
  expect(bodyOf(`\n${text}`)).toMatchObject({ periods: [], unparsed: [text.replace('\n', ' ')] })
})

test.for([
  ['.SYNOPSIS...High pressure.\n\nIt will build.', 'High pressure. It will build.'],
  ['.SYNOPSIS FOR THE TIDAL POTOMAC AND MD\nPORTION OF THE BAY...\n\nA low.', 'A low.'],
  ['Synopsis for the coast\nand Park...at 15Z, or 8 AM PDT, a high.', 'at 15Z, or 8 AM PDT, a high.'],
])('the synopsis "%s" is its text', ([text, expected]) => {
  expect(bodyOf(`\n${text}`).synopsis).toBe(expected)
})

test('an empty synopsis is null, and a period ends one', () => {
  expect(bodyOf('\n.Synopsis for the coast...\n').synopsis).toBeNull()
  expect(bodyOf('\n.SYNOPSIS...A low.\n.TODAY...N winds 5 kt.')).toMatchObject({
    synopsis: 'A low.',
    periods: [{ name: 'TODAY' }],
  })
})

test('VTEC lines below the UGC line are kept as printed', () => {
  const vtec = '/O.EXT.KLWX.SC.Y.0221.141207T1033Z-141207T2300Z/'
  const hydrologic = '/00000.0.ER.000000T0000Z.000000T0000Z.000000T0000Z.OO/'
  expect(bodyOf(`${vtec}\n${hydrologic}\nEASTERN BAY-\n\n...X...`)).toMatchObject({
    vtec: [vtec, hydrologic],
    names: ['EASTERN BAY'],
  })
})

test('below no UGC line a dotted heading opens no period', () => {
  const body = readBody('\n.24 HOUR FORECAST...\nLOW 45N', { zones: 0, hasPeriods: false })
  expect(body).toMatchObject({ periods: [], unparsed: ['.24 HOUR FORECAST... LOW 45N'] })
})

test('a blank line between the name of a period and its text parts nothing', () => {
  expect(bodyOf('\n.TODAY...\n\nN winds 5 kt.\n\n.TONIGHT...S winds 5 kt.').periods).toEqual([
    { name: 'TODAY', text: 'N winds 5 kt.', isOpen: false },
    { name: 'TONIGHT', text: 'S winds 5 kt.', isOpen: false },
  ])
})

test('below a title that stands for a name, the paragraphs are the synopsis', () => {
  const body = bodyOf(
    'Synopsis for the Northeast Gulf\nout 60 NM\n1045 AM EDT Thu Jun 15 2023\n\nHigh pressure\nbuilds.\n\nIt stays.',
    1,
  )
  expect(body).toMatchObject({
    synopsis: 'High pressure builds. It stays.',
    unparsed: [],
    names: ['Synopsis for the Northeast Gulf out 60 NM'],
  })
})

test('a headline of very many parts does not overflow the stack', () => {
  expect(bodyOf(`\n${'...GALE WARNING'.repeat(200_000)}...\n`).headlines).toHaveLength(200_000)
})
