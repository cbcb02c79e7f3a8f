// The files of the page: text that is imported, so that Node and Workers serve them alike.
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

/** What the addresses of these texts change with, also where the platform serves the texts by itself. */
export const pageTags = clientTags

const tiles: Readonly<Record<string, string>> = coastline.tiles

/** The text of a tile of the coastline; empty where there is only water, or only land that no zone is near to. */
export const tileText = (name: string): string => (Object.hasOwn(tiles, name) ? (tiles[name] ?? '') : '')

/** The coastline within these tiles. */
export const coastIn = (names: readonly string[]): Tile[] =>
  names.map((name) => readTile(name, tileText(name)))

/** What the tiles' addresses change with. */
export const coastVersion = JSON.stringify(tiles)
