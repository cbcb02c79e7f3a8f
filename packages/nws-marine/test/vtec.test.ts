import { expect, test } from 'vitest'
import { parseProduct } from '../src/parse-product.ts'
import { isOver, readVtec } from '../src/vtec.ts'

test.for([
  ['SC.Y', 'small-craft-advisory'],
  ['SI.Y', 'small-craft-advisory'],
  ['RB.Y', 'small-craft-advisory'],
  ['GL.A', 'gale-watch'],
  ['HF.W', 'hurricane-force-wind-warning'],
  ['UP.Y', 'freezing-spray-advisory'],
  ['MF.Y', 'dense-fog-advisory'],
  ['MA.W', 'special-marine-warning'],
  ['CF.Y', 'other'],
])('%s codes %s', ([code, kind]) => {
  expect(readVtec(`/O.NEW.KLWX.${code}.0221.141207T0200Z-141207T2300Z/`)).toEqual({
    kind,
    action: 'NEW',
    from: Date.UTC(2014, 11, 7, 2),
    until: Date.UTC(2014, 11, 7, 23),
  })
})

test('noughts are no time', () => {
  expect(readVtec('/O.CON.KLWX.GL.W.0009.000000T0000Z-000000T0000Z/')).toMatchObject({
    from: null,
    until: null,
  })
})

test.for([
  '/T.NEW.KLWX.GL.W.0009.000000T0000Z-261121T0300Z/',
  '/O.NEW.KLWX.MA.S.0009.000000T0000Z-261121T0300Z/',
  '/00000.0.ER.000000T0000Z.000000T0000Z.000000T0000Z.OO/',
  '/O.NEW.KLWX.GL.W.0009.000000T0000Z-261121T03',
])('%s codes no hazard', (text) => {
  expect(readVtec(text)).toBeNull()
})

test('what is cancelled or upgraded is over, what expires is so from then on', () => {
  const until = Date.UTC(2026, 10, 21, 3)
  const vtec = (action: string) => ({ kind: 'gale-warning' as const, action, from: null, until })
  expect(['CAN', 'UPG'].every((action) => isOver(vtec(action), 0))).toBe(true)
  expect(['NEW', 'CON', 'EXT', 'EXA', 'EXB', 'COR'].some((action) => isOver(vtec(action), until + 1))).toBe(
    false,
  )
  expect(isOver(vtec('EXP'), until - 1)).toBe(false)
  expect(isOver(vtec('EXP'), until)).toBe(true)
})

const warning = (codes: string, headlines: string): string =>
  `WHUS71 KLWX 200915\nMWWLWX\n\n415 AM EST Fri Nov 20 2026\n\nANZ532-201700-\n${codes}\nBay-\n` +
  `415 AM EST Fri Nov 20 2026\n\n${headlines}\n\n$$\n`
const hazardsOf = (codes: string, headlines: string) =>
  parseProduct(warning(codes, headlines)).blocks[0]?.hazards.map((hazard) => ({ ...hazard }))

test('a watch worded by parts of days has the exact times of its code', () => {
  const headline = 'GALE WATCH IN EFFECT FROM SATURDAY MORNING THROUGH LATE SATURDAY NIGHT'
  expect(hazardsOf('/O.NEW.KLWX.GL.A.0009.261121T1500Z-261122T0900Z/', `...${headline}...`)).toEqual([
    { kind: 'gale-watch', text: headline, from: '2026-11-21T15:00:00Z', until: '2026-11-22T09:00:00Z' },
  ])
})

test('each code takes the headline that names it; one that is cancelled is no hazard', () => {
  const codes = [
    '/O.CAN.KLWX.UP.Y.0001.000000T0000Z-261120T1800Z/',
    '/O.NEW.KLWX.GL.W.0009.261121T1500Z-261122T0900Z/',
    '/O.CON.KLWX.SC.Y.0010.000000T0000Z-261121T1500Z/',
  ].join('\n')
  const headlines =
    '...SMALL CRAFT ADVISORY UNTIL SATURDAY...\n...GALE WARNING SATURDAY...\n' +
    '...FREEZING SPRAY ADVISORY IS CANCELLED...\n...SMALL CRAFT SHOULD EXERCISE CAUTION...'
  expect(hazardsOf(codes, headlines)?.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
    'gale-warning: GALE WARNING SATURDAY',
    'small-craft-advisory: SMALL CRAFT ADVISORY UNTIL SATURDAY',
    'small-craft-caution: SMALL CRAFT SHOULD EXERCISE CAUTION',
  ])
})

test('a special marine warning without a headline is a hazard with an end', () => {
  const code = '/O.NEW.KLWX.MA.W.0035.261120T0915Z-261120T1000Z/'
  expect(hazardsOf(code, '* UNTIL 500 AM EST')).toEqual([
    {
      kind: 'special-marine-warning',
      text: code,
      from: '2026-11-20T09:15:00Z',
      until: '2026-11-20T10:00:00Z',
    },
  ])
})

test('two hazards in one headline are two, each with its times', () => {
  const headline =
    'GALE WARNING UNTIL 10 AM EST TODAY AND SMALL CRAFT ADVISORY FROM 10 AM EST TO 6 PM EST TODAY'
  const text = warning('', `...${headline}...`).replace('\n\nBay', '\nBay')
  expect(parseProduct(text).blocks[0]?.hazards).toEqual([
    { kind: 'gale-warning', text: headline, from: null, until: '2026-11-20T15:00:00Z' },
    {
      kind: 'small-craft-advisory',
      text: headline,
      from: '2026-11-20T15:00:00Z',
      until: '2026-11-20T23:00:00Z',
    },
  ])
})
