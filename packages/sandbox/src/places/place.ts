/** A place as the sandbox's geocoders know it. */
export interface SandboxPlace {
  name: string
  /** Region or state, as printed after the name. */
  region: string
  country: string
  /** Two letters, lower case. */
  countryCode: string
  lat: number
  lon: number
  kind: 'city' | 'town' | 'village' | 'harbour'
}
