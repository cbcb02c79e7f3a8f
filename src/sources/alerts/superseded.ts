import { z } from 'zod'
import { lastSegment, type Properties } from './geojson-feature.ts'

const Reference = z.union([z.string(), z.object({ identifier: z.string() }), z.object({ '@id': z.string() })])

/** The ids of messages that another one of the same list replaces. */
export function supersededIn(messages: readonly Properties[]): ReadonlySet<string> {
  const actual = messages.filter(({ status }) => (status ?? 'Actual') === 'Actual')
  const ids = new Set(actual.map(({ id }) => id))
  const superseded = new Set<string>()
  for (const { id, references, parameters, replacedBy } of actual) {
    for (const earlier of [...references, ...parameters].flatMap(idsOf))
      if (earlier !== id) superseded.add(earlier)
    const later = lastSegment(replacedBy ?? '')
    if (id !== null && later !== id && ids.has(later)) superseded.add(id)
  }
  return superseded
}

/** An object that names a message, its address, or CAP's own notation: `sender,identifier,sent`, several with blanks between. */
function idsOf(reference: unknown): string[] {
  const { success, data } = Reference.safeParse(reference)
  if (!success) return []
  if (typeof data !== 'string') return [lastSegment('identifier' in data ? data.identifier : data['@id'])]
  return data.split(/\s+/).map((one) => lastSegment(one.split(',')[1] ?? one))
}
