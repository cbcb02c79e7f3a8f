import { expect, test } from 'vitest'
import { ParsedProduct } from '../../../src/sources/marine/schema.ts'
import { parseProduct } from '../src/parse-product.ts'

const heading = (text = '757 AM EDT Thu Sep 24 2026'): string =>
  `\n000\nFZUS51 KLWX 241157\nCWFLWX\n\nCoastal Waters Forecast\n${text}\n\n`
const block = (ugc: string, body: string): string =>
  `${ugc}\nEastern Bay-\n757 AM EDT Thu Sep 24 2026\n\n${body}\n\n$$\n\n`

test('a product is its heading and its blocks, in the contract’s shape', () => {
  const body = '...GALE WARNING IN EFFECT UNTIL NOON EDT TODAY...\n\n.TODAY...N winds 10 kt. Waves 1 ft.'
  const parsed = parseProduct(heading() + block('ANZ540-242000-', body))
  expect(ParsedProduct.parse(parsed)).toEqual(parsed)
  expect(parsed).toMatchObject({
    product: {
      wmo: 'FZUS51',
      awips: 'CWFLWX',
      office: 'LWX',
      issuedAt: '2026-09-24T11:57:00Z',
      corrected: false,
    },
    blocks: [
      {
        ugc: 'ANZ540-242000-',
        zones: ['ANZ540'],
        names: ['Eastern Bay'],
        kind: 'forecast',
        issuedAt: '2026-09-24T11:57:00Z',
        expiresAt: '2026-09-24T20:00:00Z',
        hazards: [{ kind: 'gale-warning', from: null, until: '2026-09-24T16:00:00Z' }],
        periods: [{ name: 'TODAY', startsAt: '2026-09-24T11:57:00Z', endsAt: '2026-09-24T22:00:00Z' }],
      },
    ],
  })
})

test('a UGC line begins a block also where the block before it has no $$', () => {
  const text = `${heading()}ANZ530-242000-\n.TODAY...N winds 5 kt.\nANZ531-242000-\n.TODAY...S winds 5 kt.\n`
  expect(parseProduct(text).blocks.map(({ zones }) => zones)).toEqual([['ANZ530'], ['ANZ531']])
})

test('an expiry may lie in the next year', () => {
  const text = `${heading('757 PM EST Thu Dec 31 2026')}ANZ530-010900-\n.TONIGHT...N winds 5 kt.\n`
  expect(parseProduct(text).blocks[0]?.expiresAt).toBe('2027-01-01T09:00:00Z')
})

test('the zone’s own clock resolves its periods when the caller knows it', () => {
  const text = `${heading('1045 AM EDT Thu Jun 15 2023 /945 AM CDT Thu Jun 15 2023/')}GMZ751-152100-\n.FRI...S winds 5 kt.\n`
  const [local] = parseProduct(text, { timeZoneOf: () => 'America/Chicago' }).blocks
  const [printed] = parseProduct(text).blocks
  expect(local?.periods[0]?.startsAt).toBe('2023-06-16T11:00:00Z')
  expect(printed?.periods[0]?.startsAt).toBe('2023-06-16T10:00:00Z')
})

test('a special marine warning prints its title and time below the UGC line', () => {
  const vtec = '/O.NEW.KLWX.MA.W.0035.160513T1951Z-160513T2115Z/'
  const text = `WHUS51 KLWX 131951\nSMWLWX\nANZ537-132115-\n${vtec}\n\nSPECIAL MARINE WARNING\n351 PM EDT FRI MAY 13 2016\n\n* UNTIL 515 PM EDT\n\n$$\n`
  const { product, blocks } = parseProduct(text)
  expect(product.issuedAt).toBe('2016-05-13T19:51:00Z')
  expect(blocks).toMatchObject([
    { kind: 'warning', vtec: [vtec], names: [], unparsed: ['SPECIAL MARINE WARNING', '* UNTIL 515 PM EDT'] },
  ])
})

test('a text that prints no date at all is dated by the reference', () => {
  const text = 'FZUS51 KBOX 311404\nCWFBOX\n\nANZ230-010300-\n.TONIGHT...N winds 5 kt.\n'
  expect(parseProduct(text, { reference: Date.UTC(2027, 0, 1) })).toMatchObject({
    product: { issuedAt: '2026-12-31T14:04:00Z' },
    blocks: [{ expiresAt: '2027-01-01T03:00:00Z', periods: [{ startsAt: null }] }],
  })
  expect(parseProduct(text)).toMatchObject({ product: { issuedAt: null }, blocks: [{ expiresAt: null }] })
})

test('a Spanish product has blocks, names and times', () => {
  const text =
    'WHCA72 TJSJ 080026\nMWWSPN\n\nMENSAJE METEOROLOGICO MARITIMO\n426 PM AST LUNES 7 DE ENERO DE 2013\n\n' +
    'AMZ710-080500-\n/O.EXT.TJSJ.SC.Y.0001.000000T0000Z-130108T1000Z/\n426 PM AST LUNES 7 DE ENERO DE 2013\n\nTEXTO.\n\n$$\n'
  expect(parseProduct(text)).toMatchObject({
    product: { awips: 'MWWSPN', office: 'SJU', issuedAt: '2013-01-07T20:26:00Z' },
    blocks: [{ zones: ['AMZ710'], kind: 'warning', names: [], unparsed: ['TEXTO.'] }],
  })
})

test('a high seas forecast has no zones: one block, its text unparsed', () => {
  const text =
    'FZPN02 KWBC 122230\nHSFEP1\n\nHIGH SEAS FORECAST\n2230 UTC THU DEC 12 2024\n\n...STORM WARNING...\n.LOW 45N 160W 970 MB.\n\n$$\n'
  expect(parseProduct(text)).toMatchObject({
    product: { wmo: 'FZPN02', office: 'WBC', issuedAt: '2024-12-12T22:30:00Z' },
    blocks: [
      {
        ugc: null,
        zones: [],
        headlines: ['STORM WARNING'],
        periods: [],
        unparsed: ['.LOW 45N 160W 970 MB.'],
      },
    ],
  })
})

test('a synopsis above the first UGC line is a block of its own', () => {
  const text = `${heading()}.SYNOPSIS...A low.\n\n${block('ANZ540-242000-', '.TODAY...N winds 5 kt.')}`
  expect(parseProduct(text).blocks.map(({ kind, synopsis, ugc }) => ({ kind, synopsis, ugc }))).toEqual([
    { kind: 'synopsis', synopsis: 'A low.', ugc: null },
    { kind: 'forecast', synopsis: null, ugc: 'ANZ540-242000-' },
  ])
})

test.for([
  ['nothing', ''],
  ['blanks', ' \n\r\n '],
  ['a page', '<!DOCTYPE html><html><body>Service Unavailable</body></html>'],
  ['a heading alone', heading()],
  ['a text cut in its heading', `${heading()}Tidal Potomac River and Maryland portion of Chesapeake Bay.\n`],
  [
    'a text whose lines were run together',
    'Expires:202503200815;;810414 FZUS56 KSGX 191952 CWFSGX Coastal Waters',
  ],
])('%s has no block', ([, text]) => {
  expect(parseProduct(text ?? '').blocks).toEqual([])
})

test('spans tell where each value stands, and only when asked for', () => {
  const body = '.TODAY...N winds 10 kt, becoming SE late. Waves 2 ft.'
  const text = heading() + block('ANZ540-242000-', body)
  expect(parseProduct(text).blocks[0]?.periods[0]).not.toHaveProperty('spans')
  const period = parseProduct(text, { spans: true }).blocks[0]?.periods[0]
  const printed = period?.spans?.map(({ path, span }) => [path, period.text.slice(...span)])
  expect(printed).toEqual([
    ['wind[0].direction', 'N'],
    ['wind[0].speedKt', '10 kt'],
    ['wind[1].direction', 'SE'],
    ['wind[1].when', 'late'],
    ['seas[0].heightFt', '2 ft'],
  ])
})

test('what stands to the right of an issuance line belongs to the text below it', () => {
  const period = '.TODAY...S winds 30 to 40 kt increasing to\n45 kt late.\n.TONIGHT...W winds 20 kt.\n\n$$\n'
  const [block] = parseProduct(
    `${heading()}ANZ540-242000-\nEastern Bay-\n757 AM EDT Thu Sep 24 2026${period}`,
  ).blocks
  expect(block).toMatchObject({ issuedAt: '2026-09-24T11:57:00Z', unparsed: [] })
  expect(block?.periods.map(({ name, text }) => `${name}: ${text}`)).toEqual([
    'TODAY: S winds 30 to 40 kt increasing to 45 kt late.',
    'TONIGHT: W winds 20 kt.',
  ])
  const gale = '757 AM EDT Thu Sep 24 2026 ...GALE WARNING IN EFFECT UNTIL\nNOON EDT TODAY...\n\n'
  const [warned] = parseProduct(`${heading()}ANZ540-242000-\n${gale}$$\n`).blocks
  expect(warned?.headlines).toEqual(['GALE WARNING IN EFFECT UNTIL NOON EDT TODAY'])
  const opening = parseProduct(heading('757 AM EDT Thu Sep 24 2026.A LOW DEEPENS.') + block240()).product
  expect(opening.overview).toBe('A LOW DEEPENS.')
})

const block240 = (): string => block('ANZ540-242000-', '.TODAY...N winds 10 kt.')

test('headlines and free text above the first block are the product’s own', () => {
  const above = '...SEAS BUILD\nTONIGHT...\n\n.A SWELL WILL ARRIVE\nTONIGHT.\n\nTidal waters.\n\n'
  const text = heading().replaceAll('CWF', 'MWW') + above + block240()
  expect(parseProduct(`${text}LFR\nWWW.WEATHER.GOV\n`).product).toMatchObject({
    headlines: ['SEAS BUILD TONIGHT'],
    overview: 'A SWELL WILL ARRIVE TONIGHT. Tidal waters.',
    unparsed: ['Coastal Waters Forecast', 'LFR', 'WWW.WEATHER.GOV'],
  })
  expect(parseProduct(heading() + block240()).product).toMatchObject({ headlines: [], overview: null })
})

test('two periods on one line are two periods', () => {
  const body = '.TODAY...N winds 10 kt. .TONIGHT...S winds 5 kt.SAT NIGHT...W winds 5 kt... then 10 kt.'
  const [read] = parseProduct(heading() + block('ANZ540-242000-', body)).blocks
  expect(read?.periods.map(({ name, text }) => `${name}: ${text}`)).toEqual([
    'TODAY: N winds 10 kt.',
    'TONIGHT: S winds 5 kt',
    'SAT NIGHT: W winds 5 kt... then 10 kt.',
  ])
})

test('one character for three dots opens periods and closes headlines too', () => {
  const body = '...GALE WARNING TODAY...\n\n.TODAY...N winds 10 kt... becoming S.'
  const read = (text: string) => parseProduct(heading() + block('ANZ540-242000-', text))
  expect(read(body.replaceAll('...', '…'))).toEqual(read(body))
})

test('a printed date that cannot be read gives no date, whatever the clock says', () => {
  const reference = Date.UTC(2026, 8, 25)
  const text = `${heading('757 AM EDT Thu Foo 24 2026')}ANZ540-242000-\n.TODAY...N winds 10 kt.\n\n$$\n`
  const { product, blocks } = parseProduct(text, { reference })
  expect(product).toMatchObject({ issuedAt: null })
  expect(product.unparsed).toContain('757 AM EDT Thu Foo 24 2026')
  expect(blocks).toMatchObject([{ issuedAt: null, expiresAt: null, periods: [{ startsAt: null }] }])
  const own = block240().replace('Sep 24', 'Sep 34')
  expect(parseProduct(heading() + own, { reference }).blocks).toMatchObject([
    { issuedAt: null, unparsed: ['757 AM EDT Thu Sep 34 2026'] },
  ])
})

test('an expiry before the issuance has passed', () => {
  const [read] = parseProduct(heading() + block('ANZ540-240900-', '.TODAY...N winds 10 kt.')).blocks
  expect(read?.expiresAt).toBe('2026-09-24T09:00:00Z')
})

test('the title of a bar forecast below the periods is no headline', () => {
  const bar = '.....Some Bar Forecast.....\n\nCombined seas 6 to 8 ft. Bar conditions moderate.'
  for (const gap of ['\n', '\n\n']) {
    const [read] = parseProduct(
      heading() + block('ANZ540-242000-', `.TODAY...N winds 10 kt.${gap}${bar}`),
    ).blocks
    expect(read).toMatchObject({ headlines: [], periods: [{ text: 'N winds 10 kt.' }] })
    expect(read?.unparsed.join(' ')).toContain('Some Bar Forecast')
  }
})

test('a forecast of a bar without the names of periods is a forecast with seas', () => {
  const text = 'Combined seas 6 to 8 ft. Bar conditions moderate.'
  const [bar] = parseProduct(heading() + block('PZZ210-242000-', `${text}\n\nCall the station.`)).blocks
  expect(bar).toMatchObject({
    kind: 'forecast',
    unparsed: ['Call the station.'],
    periods: [{ name: '', startsAt: null, text, seas: [{ heightFt: { min: 6, max: 8 } }] }],
  })
  const [warned] = parseProduct(heading().replaceAll('CWF', 'MWW') + block('PZZ210-242000-', text)).blocks
  expect(warned).toMatchObject({ kind: 'warning', periods: [], unparsed: [text] })
})

test('a product of the high seas has no wrong value: its text is kept as it is', () => {
  const text =
    'FZPN03 KNHC 122230\nHSFEP2\n\nHIGH SEAS FORECAST\nNWS NATIONAL HURRICANE CENTER MIAMI FL\n2230 UTC THU DEC 12 2024\n\n' +
    '.WARNINGS.\n\n...GALE WARNING...\n.WITHIN 14N95W TO 15N95W WINDS 30 TO 40 KT. SEAS 8 TO 12 FT.\n' +
    '.24 HOUR FORECAST...WINDS 20 KT OR LESS.\n\n$$\nFORECASTER X\n'
  const { product, blocks } = parseProduct(text)
  expect(product.issuedAt).toBe('2024-12-12T22:30:00Z')
  expect(blocks).toMatchObject([
    { ugc: null, headlines: ['GALE WARNING'], hazards: [{ kind: 'gale-warning', until: null }], periods: [] },
  ])
  expect(blocks[0]?.unparsed.join(' ')).toMatch(/WARNINGS.*WITHIN 14N95W.*24 HOUR FORECAST.*FORECASTER X/)
})

test('a surf product tells in rows, so its periods keep their text and have no values', () => {
  const row = 'Rip Current Risk...Low. Surf Height...2 to 4 feet. Winds...South winds around 10 kt.'
  const [surf] = parseProduct(
    heading().replaceAll('CWF', 'SRF') + block('NCZ203-242000-', `.TODAY...${row}`),
  ).blocks
  expect(surf?.periods).toMatchObject([{ name: 'TODAY', wind: [], seas: [], weather: [], unparsed: [row] }])
})
