import { z } from 'zod'
import { baseUrl, wordsOf } from '../../core/variables.ts'
import { contact } from '../contact.ts'

const known = ['nominatim', 'google', 'photon', 'open-meteo', 'gazetteer'] as const
export type ProviderName = (typeof known)[number]

const isKnown = (name: string): name is ProviderName => known.some((one) => one === name)

const providerList = z.string().transform((text, ctx): ProviderName[] => {
  const names = wordsOf(text.toLowerCase())
  const fault = (message: string): void => ctx.addIssue({ code: 'custom', message })
  if (names.length === 0 || !names.every(isKnown)) fault(`must be a list of ${known.join(', ')}`)
  if (new Set(names).size < names.length) fault('names a geocoder twice')
  return names.filter(isKnown)
})

/** A language as BCP 47 names it, made lower case: `en`, `pt-br`. */
export const Language = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,2}$/, { error: 'must be a language tag such as en or pt-BR' })

/** Settings of the geocoders: URLs, keys, and their order. */
export const settings = z
  .object({
    NOMINATIM_URL: baseUrl('https://nominatim.openstreetmap.org', 'Nominatim, a geocoder'),
    GOOGLE_GEOCODE_URL: baseUrl(
      'https://maps.googleapis.com/maps/api/geocode/json',
      "Google's geocoder: the whole URL of the endpoint",
    ),
    GOOGLE_MAPS_API_KEY: z
      .string()
      .trim()
      .regex(/^[\x21-\x7e]{1,200}$/, 'printable ASCII without blanks')
      .optional()
      .meta({ description: "Key for Google's geocoder; without one it is not used" }),
    PHOTON_URL: baseUrl('https://photon.komoot.io', 'Photon, a geocoder on data of OpenStreetMap'),
    OPEN_METEO_GEOCODE_URL: baseUrl(
      'https://geocoding-api.open-meteo.com',
      "Open-Meteo's geocoder of names: free for non-commercial use",
    ),
    GEOCODE_LANGUAGE: Language.default('en').meta({
      description: 'Language of the names of places, unless `lang` says otherwise',
    }),
    CONTACT: contact,
    GEOCODE_PROVIDERS: providerList.optional().meta({
      description:
        'Geocoders in the order in which they are tried; default nominatim, google with a key, photon, open-meteo, gazetteer',
    }),
  })
  .check(
    z.refine(
      ({ GEOCODE_PROVIDERS: list, GOOGLE_MAPS_API_KEY: key }) =>
        !list?.includes('google') || key !== undefined,
      {
        path: ['GEOCODE_PROVIDERS'],
        error: 'google requires GOOGLE_MAPS_API_KEY',
        // Reported together with errors of single variables.
        when: () => true,
      },
    ),
  )
export type Settings = z.infer<typeof settings>

/** The geocoders in the order of use. */
export function providersOf({ GEOCODE_PROVIDERS, GOOGLE_MAPS_API_KEY }: Settings): ProviderName[] {
  return GEOCODE_PROVIDERS ?? known.filter((name) => name !== 'google' || GOOGLE_MAPS_API_KEY !== undefined)
}
