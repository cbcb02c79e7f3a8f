import type { SandboxPlace } from './place.ts'

type Row = [
  spellings: string,
  name: string,
  region: string,
  country: string,
  countryCode: string,
  lat: number,
  lon: number,
]

// Spellings are what people type, in lower case without accents: right ones and the wrong ones that geocoders forgive.
const rows: readonly Row[] = [
  ['reykjavik', 'Reykjavík', 'Höfuðborgarsvæðið', 'Ísland', 'is', 64.145981, -21.9422367],
  ['vien wien vienna', 'Wien', 'Wien', 'Österreich', 'at', 48.2083537, 16.3725042],
  ['zadar', 'Zadar', 'Zadarska županija', 'Hrvatska', 'hr', 44.1193716, 15.2313648],
  ['venice venezia', 'Venezia', 'Veneto', 'Italia', 'it', 45.4371908, 12.3345898],
  ['wrocław wroclaw breslau', 'Wrocław', 'województwo dolnośląskie', 'Polska', 'pl', 51.1089776, 17.0326689],
  ['bolognia bologna', 'Bologna', 'Emilia-Romagna', 'Italia', 'it', 44.4938203, 11.3426327],
  ['berlin', 'Berlin', 'Berlin', 'Deutschland', 'de', 52.510885, 13.3989367],
  ['słubice slubice', 'Słubice', 'województwo lubuskie', 'Polska', 'pl', 52.3504776, 14.5605839],
  ['dehli delhi', 'Delhi', 'Delhi', 'India', 'in', 28.6517178, 77.2219388],
  ['london', 'London', 'Greater London', 'United Kingdom', 'gb', 51.5074456, -0.1277653],
  ['paris', 'Paris', 'Île-de-France', 'France', 'fr', 48.8588897, 2.320041],
  ['tokyo', '東京都', '関東地方', '日本', 'jp', 35.6768601, 139.7638947],
  ['sydney', 'Sydney', 'New South Wales', 'Australia', 'au', -33.8698439, 151.2082848],
  ['denver', 'Denver', 'Colorado', 'United States', 'us', 39.7392364, -104.984862],
  ['phoenix', 'Phoenix', 'Arizona', 'United States', 'us', 33.4484367, -112.074141],
  ['kansas-city', 'Kansas City', 'Missouri', 'United States', 'us', 39.100105, -94.5781416],
  ['santa-fe', 'Santa Fe', 'New Mexico', 'United States', 'us', 35.687, -105.9378],
  ['boise', 'Boise', 'Idaho', 'United States', 'us', 43.6166163, -116.200886],
  ['omaha', 'Omaha', 'Nebraska', 'United States', 'us', 41.2587459, -95.9383758],
  ['new-york new-york-city', 'New York', 'New York', 'United States', 'us', 40.7127281, -74.0060152],
  ['annapolis', 'Annapolis', 'Maryland', 'United States', 'us', 38.9786401, -76.492786],
  ['boston', 'Boston', 'Massachusetts', 'United States', 'us', 42.3554334, -71.060511],
  ['seattle', 'Seattle', 'Washington', 'United States', 'us', 47.6038321, -122.330062],
  ['miami', 'Miami', 'Florida', 'United States', 'us', 25.7741728, -80.19362],
  ['chicago', 'Chicago', 'Illinois', 'United States', 'us', 41.8755616, -87.6244212],
  ['honolulu', 'Honolulu', 'Hawaii', 'United States', 'us', 21.304547, -157.855676],
  ['juneau', 'Juneau', 'Alaska', 'United States', 'us', 58.3019496, -134.419734],
]

/** Cities of the world, and US ones with and without a coast, by the ways people spell them. */
export const worldPlaces: ReadonlyMap<string, SandboxPlace> = new Map(
  rows.flatMap(([spellings, name, region, country, countryCode, lat, lon]) =>
    spellings
      .split(' ')
      .map((spelling): [string, SandboxPlace] => [
        spelling.replaceAll('-', ' '),
        { name, region, country, countryCode, lat, lon, kind: 'city' },
      ]),
  ),
)
