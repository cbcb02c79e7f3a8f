import { expect, test } from 'vitest'
import { zoneGroups, zonesOfGroup } from '../../../../src/sources/marine/catalogue/zone-groups.ts'
import {
  allZones,
  knowsZone,
  textPath,
  timeZoneOf,
  toZone,
  zoneById,
} from '../../../../src/sources/marine/catalogue/zones.ts'
import { Zone } from '../../../../src/sources/marine/schema.ts'

test('the catalogue holds 698 zones, each once, in order of id', () => {
  const ids = allZones().map((zone) => zone.id)
  expect(ids).toHaveLength(698)
  expect(ids).toEqual([...new Set(ids)].sort())
})

test('every zone is valid by the schema of answers', () => {
  const faults = allZones().filter(
    (zone) => !Zone.strict().safeParse(toZone(zone, 'https://text.example')).success,
  )
  expect(faults).toEqual([])
})

test('a coastal zone has all its fields', () => {
  expect(zoneById('ANZ532')).toEqual({
    id: 'ANZ532',
    name: 'Chesapeake Bay from Sandy Point to North Beach MD',
    kind: 'coastal',
    office: 'LWX',
    lat: 38.846,
    lon: -76.396,
    timeZone: 'America/New_York',
    sameCode: '073532',
    textPath: 'coastal/an/anz532.txt',
    product: null,
  })
})

test.each([
  ['LMZ740', 'nearshore', 'near_shore/lm/lmz740.txt', '092740'],
  ['LSZ162', 'great-lakes', 'great_lakes/ls/lsz162.txt', '091162'],
  ['GMZ040', 'offshore', 'offshore/gm/gmz040.txt', null],
])('%s is %s, its text at %s, its SAME code %s', (id, kind, path, sameCode) => {
  expect(zoneById(id)).toMatchObject({ kind, sameCode })
  expect(textPath(id)).toBe(path)
})

test('a zone that crosses the date line has no longitude, one east of it a positive longitude', () => {
  expect(zoneById('PKZ784')).toMatchObject({ lon: null })
  expect(zoneById('PKZ786')?.lon).toBeGreaterThan(170)
})

test('a time zone is that of the zone, not of its office', () => {
  expect(timeZoneOf('GMZ752')).toBe('America/Chicago')
  expect(zoneById('GMZ752')?.office).toBe('TAE')
  expect(timeZoneOf('GMZ040')).toBeNull()
})

test('every time zone of the catalogue exists', () => {
  const names = new Set(allZones().flatMap((zone) => zone.timeZone ?? []))
  for (const timeZone of names) expect(new Intl.DateTimeFormat('en', { timeZone })).toBeDefined()
  expect(names.size).toBeGreaterThan(10)
})

test.each(['ANZ500', 'ANZ999', 'anz532', 'toString', ''])('%j is not a zone', (id) => {
  expect(knowsZone(id)).toBe(false)
  expect(zoneById(id)).toBeUndefined()
  expect(textPath(id)).toBeNull()
  expect(timeZoneOf(id)).toBeNull()
})

test.each(['https://text.example/marine', 'https://text.example/marine/'])(
  'the text URL of a zone lies below %s',
  (base) => {
    const record = zoneById('ANZ532')
    expect(record && toZone(record, base)).toMatchObject({
      textUrl: 'https://text.example/marine/coastal/an/anz532.txt',
    })
  },
)

test('the group chesapeake is exactly the thirteen zones ANZ531 to ANZ543', () => {
  const numbers = [531, 532, 533, 534, 535, 536, 537, 538, 539, 540, 541, 542, 543]
  expect(zonesOfGroup('chesapeake')).toEqual(numbers.map((number) => `ANZ${number}`))
})

test('every zone of every group is in the catalogue', () => {
  expect(zoneGroups.flatMap((name) => zonesOfGroup(name) ?? []).filter((id) => !knowsZone(id))).toEqual([])
})

test.each(['Chesapeake', 'atlantis', 'constructor'])('%s is not a group', (name) => {
  expect(zonesOfGroup(name)).toBeUndefined()
})
