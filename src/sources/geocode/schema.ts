import { z } from 'zod'

/** A place as it is served. */
export const Place = z
  .object({
    query: z.string().meta({ description: 'The place as requested', examples: ['annapolis, md'] }),
    name: z.string().meta({ examples: ['Annapolis'] }),
    displayName: z.string().meta({ examples: ['Annapolis, Anne Arundel County, Maryland, United States'] }),
    lat: z
      .number()
      .min(-90)
      .max(90)
      .meta({ description: 'Degrees north', examples: [38.9786] }),
    lon: z
      .number()
      .min(-180)
      .max(180)
      .meta({ description: 'Degrees east', examples: [-76.4928] }),
    countryCode: z
      .string()
      .regex(/^[a-z]{2}$/)
      .nullable()
      .meta({ description: 'ISO 3166-1, two lower-case letters, if known', examples: ['us'] }),
    kind: z.string().meta({ description: 'Kind of place, as the provider names it', examples: ['city'] }),
    provider: z.string().meta({ description: 'The geocoder that found it', examples: ['nominatim'] }),
    attribution: z
      .string()
      .nullable()
      .meta({ description: 'Must be shown with the place', examples: ['© OpenStreetMap contributors'] }),
  })
  .meta({ id: 'Place', description: 'The best match for a place' })
export type Place = z.infer<typeof Place>

/** The input of the geocoders. */
export interface PlaceQuery {
  /** As the caller wrote it. */
  place: string
  /** Language of the names: a language tag in lower case. */
  lang: string
}

/** Attribution that must be shown with a place, by provider. */
export const attributions: Readonly<Record<string, string>> = {
  nominatim: '© OpenStreetMap contributors',
  photon: '© OpenStreetMap contributors',
  'open-meteo': 'Open-Meteo.com, GeoNames (CC BY 4.0)',
  google: 'Google Maps',
}

/** A place as a geocoder found it. */
export function placeFrom(
  provider: string,
  query: string,
  found: Omit<Place, 'query' | 'provider' | 'attribution'>,
): Place {
  return { query, ...found, provider, attribution: attributions[provider] ?? null }
}
