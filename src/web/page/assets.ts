// The files of the page: text that is imported, so that Node and Workers serve them alike.
import client from './client.data.json' with { type: 'json' }
import clientTags from './client-tags.data.json' with { type: 'json' }
import { jobsCss } from './jobs/jobs-css.ts'
import { readTile, type Tile } from './map/coast-tile.ts'
import coastline from './map/coastline.data.json' with { type: 'json' }
import { pageCss } from './page-css.ts'

export const pageTexts = {
  css: pageCss + jobsCss,
  homeScript: client.home,
  statusScript: client.status,
  jobScript: client.job,
  jobsScript: client.jobs,
}

/** What the scripts' addresses change with, also where the scripts themselves are served by the platform. */
export const scriptTags = clientTags

const tiles: Readonly<Record<string, string>> = coastline.tiles

/** The text of a tile of the coastline; empty where there is only water, or only land that no zone is near to. */
export const tileText = (name: string): string => (Object.hasOwn(tiles, name) ? (tiles[name] ?? '') : '')

/** The coastline within these tiles. */
export const coastIn = (names: readonly string[]): Tile[] =>
  names.map((name) => readTile(name, tileText(name)))

/** What the tiles' addresses change with. */
export const coastVersion = JSON.stringify(tiles)
