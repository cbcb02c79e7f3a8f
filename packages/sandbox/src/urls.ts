/** Variables that point every upstream of the service at a sandbox at `base`. */
export function sandboxUrls(base: string): Record<SandboxVariable, string> {
  const root = base.replace(/\/+$/, '')
  return {
    MARINE_TEXT_URL: `${root}/marine`,
    NWS_API_URL: `${root}/nws`,
    NOMINATIM_URL: `${root}/nominatim`,
    PHOTON_URL: `${root}/photon`,
    OPEN_METEO_GEOCODE_URL: `${root}/open-meteo`,
    GOOGLE_GEOCODE_URL: `${root}/google/maps/api/geocode/json`,
    REDDIT_URL: `${root}/reddit`,
    REDDIT_OAUTH_URL: `${root}/reddit-oauth`,
    PAGES_ALLOW: new URL(root).host,
  }
}

/** A variable with the URL of an upstream or, for pages, the allowed host. */
export type SandboxVariable =
  | 'MARINE_TEXT_URL'
  | 'NWS_API_URL'
  | 'NOMINATIM_URL'
  | 'PHOTON_URL'
  | 'OPEN_METEO_GEOCODE_URL'
  | 'GOOGLE_GEOCODE_URL'
  | 'REDDIT_URL'
  | 'REDDIT_OAUTH_URL'
  | 'PAGES_ALLOW'
