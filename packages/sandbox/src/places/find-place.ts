import { findPlace } from '../../../../src/sources/geocode/gazetteer/find-place.ts'
import type { SandboxPlace } from './place.ts'
import { worldPlaces } from './world-places.ts'

/**
 * The one place a question means, or null: "Annapolis, MD", "Wrocław", "dehli" and "Denver, CO" are all understood, and
 * "Berlin, MD" is not the capital.
 */
export function findSandboxPlace(question: string): SandboxPlace | null {
  const [head = '', ...tail] = question.split(',')
  const place = worldPlaces.get(plain(head))
  return place && isWithin(place, plain(tail.join(' '))) ? place : coastal(question)
}

// "CO", "Colorado", "Colorado, USA": each word must belong to some name of where the place lies.
function isWithin({ region, country, countryCode }: SandboxPlace, where: string): boolean {
  const names = [region, country, countryCode, english[countryCode] ?? '', stateCodes[region] ?? '']
  const words = new Set(plain(names.join(' ')).split(' '))
  return where === '' || where.split(' ').every((word) => words.has(word))
}

function coastal(question: string): SandboxPlace | null {
  const found = findPlace(question)
  if (!found) return null
  const [, region = ''] = found.displayName.split(', ')
  const kind = ['city', 'town', 'village'].includes(found.kind) ? (found.kind as 'city') : 'harbour'
  const { name, lat, lon } = found
  return { name, region, country: 'United States', countryCode: 'us', lat, lon, kind }
}

const plain = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{Mark}+/gu, '')
    .replace(/[^\p{Letter}\p{Number}]+/gu, ' ')
    .trim()

const english: Record<string, string> = {
  is: 'Iceland',
  at: 'Austria',
  hr: 'Croatia',
  it: 'Italy',
  pl: 'Poland',
  de: 'Germany',
  gb: 'UK England',
  jp: 'Japan',
  us: 'USA of America',
}

const stateCodes: Record<string, string> = {
  Alaska: 'AK',
  Arizona: 'AZ',
  Colorado: 'CO',
  Florida: 'FL',
  Hawaii: 'HI',
  Idaho: 'ID',
  Illinois: 'IL',
  Maryland: 'MD',
  Massachusetts: 'MA',
  Missouri: 'MO',
  Nebraska: 'NE',
  'New Mexico': 'NM',
  'New York': 'NY',
  Washington: 'WA',
}
