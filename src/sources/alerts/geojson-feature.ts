// An alert as the weather service sends it. Every field may be missing or have another type; active-alerts.ts decides which are
// required.
import { z } from 'zod'

const text = z
  .string()
  .nullish()
  .catch(null)
  .transform((value) => value ?? null)
const list = z
  .array(z.unknown())
  .nullish()
  .catch(null)
  .transform((items) => items ?? [])

/** The strings of a list, whatever else is in it. */
const texts = list.transform((items) => items.filter((item) => typeof item === 'string'))

/** The part of a URL after its last slash; other text is unchanged. */
export const lastSegment = (address: string): string => {
  const bare = address.replace(/\/+$/, '')
  return bare.slice(bare.lastIndexOf('/') + 1)
}

const nothing = { UGC: [], SAME: [] }

/** A feature of the collection, reduced to its properties. */
export const Feature = z
  .object({
    id: text,
    properties: z.object({
      id: text,
      '@id': text,
      event: text,
      status: text,
      messageType: text,
      severity: text,
      certainty: text,
      urgency: text,
      headline: text,
      description: text,
      onset: text,
      expires: text,
      ends: text,
      replacedBy: text,
      references: list,
      parameters: z
        .object({ expiredReferences: texts })
        .nullish()
        .catch(null)
        .transform((value) => value?.expiredReferences ?? []),
      geocode: z
        .object({ UGC: texts, SAME: texts })
        .nullish()
        .catch(null)
        .transform((value) => value ?? nothing),
      affectedZones: texts,
    }),
  })
  .transform(({ id, properties: { '@id': address, ...properties } }) => ({
    ...properties,
    /** Id of the message; also the end of its URL. */
    id: [properties.id, address, id].map((one) => lastSegment(one ?? '')).find((one) => one !== '') ?? null,
  }))
export type Properties = z.infer<typeof Feature>
