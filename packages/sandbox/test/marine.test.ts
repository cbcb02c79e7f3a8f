import { expect, test } from 'vitest'
import { allZones } from '../../../src/sources/marine/catalogue/zones.ts'
import { createSandbox } from '../src/app.ts'
import { manualClock } from './manual-clock.ts'

const clock = manualClock()
const { app } = createSandbox({ clock })
const headers = { 'user-agent': 'tests (me@example.org)' }

const textOf = async (path: string): Promise<string> => (await app.request(`/marine/${path}`)).text()

interface Entry {
  id: string
  issuanceTime: string
  productCode: string
  issuingOffice: string
}

async function list(code: string, office: string): Promise<Entry[]> {
  const response = await app.request(`/nws/products/types/${code}/locations/${office}`, { headers })
  return ((await response.json()) as { '@graph': Entry[] })['@graph']
}

const productText = async (id: string): Promise<string> => {
  const response = await app.request(`/nws/products/${id}`, { headers })
  return ((await response.json()) as { productText: string }).productText
}

const blockOf = (text: string): string => text.slice(text.search(/^[A-Z]{3}\d{3}[->]/m)).trimEnd()

test('every zone of the catalogue has a file that holds its block and is not expired', async () => {
  const faults: string[] = []
  for (const { id, textPath } of allZones()) {
    const text = await textOf(textPath)
    const [, year, month, day, hour, minute] =
      /^Expires:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d);;\d{6}\n/.exec(text) ?? []
    const expiresAt = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:00Z`)
    const ugc = /^([A-Z]{3}\d{3}[-0-9>A-Z]*)-(\d{6})-$/m.exec(text)
    const whole = text.endsWith('\n$$\n') && text.includes('\n\n\n') && ugc !== null
    if (!whole || !(expiresAt > clock.now())) faults.push(id)
    if (ugc?.[2] !== `${day}${hour}${minute}`) faults.push(`${id} expiry`)
  }
  expect(faults).toEqual([])
})

test.each(['coastal/an/anz999.txt', 'offshore/an/anz532.txt', 'coastal/an/ANZ532.txt', ''])(
  'a path without a file (%s) is a page with status 404',
  async (path) => {
    const response = await app.request(`/marine/${path}`)
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'text/html; charset=UTF-8'])
  },
)

test('the newest product of an office holds the very block of the zone file', async () => {
  const [newest] = await list('CWF', 'LWX')
  const text = await productText(newest?.id ?? '')
  expect(text).toMatch(/^\n\d{3} \nFZUS51 KLWX \d{6}\nCWFLWX\n/)
  for (const id of ['anz530', 'anz535', 'anz543']) {
    expect(text).toContain(blockOf(await textOf(`coastal/an/${id}.txt`)))
  }
  expect(text).toMatch(/\n\.SYNOPSIS FOR /)
})

test('near the lakes a block may speak for several zones, and each of them has it in its file', async () => {
  const shores = allZones().filter(({ kind }) => kind === 'nearshore')
  const texts = await Promise.all(shores.map(({ textPath }) => textOf(textPath)))
  const shared = texts.filter((text) => /^[A-Z]{3}\d{3}>\d{3}-\d{6}-$/m.test(text))
  expect(shared.length).toBeGreaterThan(20)
  const blocks = shared.map(blockOf)
  expect(new Set(blocks).size).toBeLessThan(blocks.length)
})

test('a list is newest first and every id in it can be opened', async () => {
  const entries = await list('CWF', 'AJK')
  const times = entries.map(({ issuanceTime }) => Date.parse(issuanceTime))
  expect(times).toEqual(times.toSorted((one, other) => other - one))
  expect(times.every((time) => time <= clock.now())).toBe(true)
  const texts = await Promise.all(entries.map(({ id }) => productText(id)))
  const awips = texts.map((text) => /\n(CWF[A-Z]{3})\n/.exec(text)?.[1])
  expect(new Set(awips)).toEqual(new Set(['CWFAJK', 'CWFAEG']))
})

test.each([
  ['NSH', 'LOT'],
  ['GLF', 'MQT'],
  ['OFF', 'ONA'],
  ['OFF', 'NH2'],
  ['CWF', 'AFC'],
])('%s of %s is listed', async (code, office) => {
  expect((await list(code, office)).every(({ productCode }) => productCode === code)).toBe(true)
  expect((await list(code, office)).length).toBeGreaterThan(0)
})

test('an office without such a product has an empty list, an unknown id is a problem', async () => {
  expect(await list('NSH', 'LWX')).toEqual([])
  const response = await app.request('/nws/products/0000', { headers })
  expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/problem+json'])
})

test('two sandboxes with one seed and one clock say the same, another seed says something else', async () => {
  const path = '/marine/coastal/an/anz532.txt'
  const text = await (await app.request(path)).text()
  const again = createSandbox({ clock: manualClock() }).app
  const other = createSandbox({ clock: manualClock(), seed: 9 }).app
  expect(await (await again.request(path)).text()).toBe(text)
  expect(await (await other.request(path)).text()).not.toBe(text)
})
