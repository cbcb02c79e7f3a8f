import { z } from 'zod'
import { baseUrl } from '../base-url.ts'

const known = ['nominatim', 'google', 'gazetteer'] as const
export type ProviderName = (typeof known)[number]

const words = (list: string): string[] => list.split(',').map((word) => word.trim().toLowerCase())

/** Where the geocoders are, and which of them are asked in which order. */
export const settings = z
  .object({
    NOMINATIM_URL: baseUrl('https://nominatim.openstreetmap.org', 'Nominatim, a geocoder'),
    GOOGLE_GEOCODE_URL: baseUrl(
      'https://maps.googleapis.com/maps/api/geocode/json',
      "Google's geocoder: the whole address of the endpoint",
    ),
    GOOGLE_MAPS_API_KEY: z
      .string()
      .trim()
      .regex(/^[\x21-\x7e]{1,200}$/, 'printable ASCII without blanks')
      .optional()
      .meta({ description: "Key for Google's geocoder; without one it is not asked" }),
    GEOCODE_PROVIDERS: z
      .string()
      .regex(/\S/, 'at least one of nominatim, google, gazetteer')
      .optional()
      .meta({ description: 'Geocoders in the order asked; default nominatim, google with a key, gazetteer' }),
  })
  .check(({ value, issues }) => {
    const fault = (message: string): void =>
      void issues.push({ code: 'custom', input: undefined, path: ['GEOCODE_PROVIDERS'], message })
    const named = words(value.GEOCODE_PROVIDERS ?? '')
    if (value.GEOCODE_PROVIDERS === undefined) return
    for (const name of named) {
      if (!isKnown(name)) fault(`"${name.slice(0, 40)}" is none of ${known.join(', ')}`)
    }
    if (new Set(named).size < named.length) fault('names a geocoder twice')
    if (named.includes('google') && value.GOOGLE_MAPS_API_KEY === undefined) {
      fault('google needs GOOGLE_MAPS_API_KEY')
    }
  })
export type Settings = z.infer<typeof settings>

const isKnown = (name: string): name is ProviderName => known.some((one) => one === name)

/** The geocoders in the order in which they are asked. */
export function providersOf({ GEOCODE_PROVIDERS, GOOGLE_MAPS_API_KEY }: Settings): ProviderName[] {
  if (GEOCODE_PROVIDERS !== undefined) return words(GEOCODE_PROVIDERS).filter(isKnown)
  return known.filter((name) => name !== 'google' || GOOGLE_MAPS_API_KEY !== undefined)
}
