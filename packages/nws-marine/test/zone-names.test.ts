import { expect, test } from 'vitest'
import { readZoneNames } from '../src/zone-names.ts'

test('a wrapped name is put together, its last hyphen cut', () => {
  const lines = [
    'LAGUNA MADRE FROM THE ARROYO COLORADO TO 5 NM NORTH OF PORT',
    'MANSFIELD TX-',
    'LAGUNA MADRE-',
  ]
  expect(readZoneNames(lines, 2)).toEqual([
    'LAGUNA MADRE FROM THE ARROYO COLORADO TO 5 NM NORTH OF PORT MANSFIELD TX',
    'LAGUNA MADRE',
  ])
})

test('a hyphen inside a name stays, also where a line ends with it', () => {
  expect(readZoneNames(['Coastal waters from Okaloosa-Walton County Line to Mexico Beach-'], 1)).toEqual([
    'Coastal waters from Okaloosa-Walton County Line to Mexico Beach',
  ])
  const wrapped = [
    'Coastal waters from the Pensacola Bay entrance to Okaloosa-',
    'Walton County Line out 20 NM-',
    'Pensacola Bay-',
  ]
  expect(readZoneNames(wrapped, 2)).toEqual([
    'Coastal waters from the Pensacola Bay entrance to Okaloosa-Walton County Line out 20 NM',
    'Pensacola Bay',
  ])
})

test('two names on one line are parted when the zones say so', () => {
  const lines = ['MUNISING TO GRAND MARAIS MI-GRAND MARAIS TO WHITEFISH POINT MI-']
  expect(readZoneNames(lines, 2)).toEqual([
    'MUNISING TO GRAND MARAIS MI',
    'GRAND MARAIS TO WHITEFISH POINT MI',
  ])
  expect(readZoneNames(['CHESAPEAKE BAY FROM SANDY POINT TO NORTH BEACH MD-EASTERN BAY-'], 2)).toEqual([
    'CHESAPEAKE BAY FROM SANDY POINT TO NORTH BEACH MD',
    'EASTERN BAY',
  ])
})

test('a title without a final hyphen is one name, an empty title has no names', () => {
  expect(readZoneNames(['Synopsis for the Northeast Gulf', 'out 60 NM'], 1)).toEqual([
    'Synopsis for the Northeast Gulf out 60 NM',
  ])
  expect(readZoneNames([], 3)).toEqual([])
})
