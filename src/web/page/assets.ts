// The files of the page as imported text, so that Node and Workers serve the same.
import client from './client.data.json' with { type: 'json' }
import clientTags from './client-tags.data.json' with { type: 'json' }
import { readTile, type Tile } from './map/coast-tile.ts'
import coastline from './map/coastline.data.json' with { type: 'json' }

export const pageTexts = {
  css: client.css,
  homeScript: client.home,
  statusScript: client.status,
  jobScript: client.job,
  jobsScript: client.jobs,
}

/** Hashes in the URLs of these files, also where the platform serves them as static assets. */
export const pageTags = clientTags

const tiles: Readonly<Record<string, string>> = coastline.tiles

/** The text of a coastline tile; empty if it has only water, or only land that is far from any zone. */
export const tileText = (name: string): string => (Object.hasOwn(tiles, name) ? (tiles[name] ?? '') : '')

/** The coastline within these tiles. */
export const coastIn = (names: readonly string[]): Tile[] =>
  names.map((name) => readTile(name, tileText(name)))
