import { expect, test } from 'vitest'
import { officeOf, readEnvelope, sentAt } from '../src/envelope.ts'

const envelopeOf = (...lines: string[]) => readEnvelope(lines.join('\n'))

const product = [
  '',
  '000',
  'FZUS51 KLWX 241157',
  'CWFLWX',
  '',
  'Coastal Waters Forecast',
  '757 AM EDT Thu Sep 24 2026',
]

test('a heading names its product, office and moment of issue', () => {
  const { wmo, awips, office, issuance, corrected, end } = envelopeOf(...product)
  expect({ wmo, awips, office, corrected, end }).toEqual({
    wmo: 'FZUS51',
    awips: 'CWFLWX',
    office: 'LWX',
    corrected: false,
    end: product.join('\n').length + 1,
  })
  expect(issuance?.at).toBe(Date.UTC(2026, 8, 24, 11, 57))
})

test('CCA on the WMO line or CORRECTED in the title says that a product is corrected', () => {
  expect(envelopeOf('FZUS51 KLWX 241157 CCA', 'CWFLWX').corrected).toBe(true)
  expect(envelopeOf('WHUS71 KLWX 241157', 'MWWLWX', 'MARINE WEATHER MESSAGE...CORRECTED').corrected).toBe(
    true,
  )
  expect(envelopeOf('FZUS51 KLWX 241157 RRA', 'CWFLWX').corrected).toBe(false)
})

test('the expiry of a zone file is read, and dates a heading without an issuance line', () => {
  const envelope = envelopeOf('Expires:202603010800;;123456', 'FZUS51 KBOX 281404', 'CWFBOX')
  expect(envelope.expiresAt).toBe(Date.UTC(2026, 2, 1, 8))
  expect(sentAt(envelope, undefined)).toBe(Date.UTC(2026, 1, 28, 14, 4))
})

test('without any date the reference says the month, across a turn of the year', () => {
  const envelope = envelopeOf('FZUS51 KBOX 311404', 'CWFBOX')
  expect(sentAt(envelope, Date.UTC(2027, 0, 1, 3))).toBe(Date.UTC(2026, 11, 31, 14, 4))
  expect(sentAt(envelope, undefined)).toBeNull()
})

test.for([
  ['KLWX', 'LWX'],
  ['PAJK', 'AJK'],
  ['PGUM', 'GUM'],
  ['TJSJ', 'SJU'],
  ['KNHC', 'NHC'],
])('the office of %s is %s', ([icao, office]) => {
  expect(officeOf(icao ?? '')).toBe(office)
})

test('a heading ends where the first block begins', () => {
  expect(envelopeOf('ANZ537-132115-', '351 PM EDT FRI MAY 13 2016').issuance).toBeNull()
})
