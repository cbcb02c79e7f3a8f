import { readTile } from '../map/coast-tile.ts'

/** @typedef {import('../map/coast-tile.ts').Tile} Tile */

/**
 * The coastline within these tiles. A tile that fails to load leaves only its own square blank.
 *
 * @param {string} baseUrl
 * @param {readonly string[]} tiles
 * @param {AbortSignal} signal
 * @returns {Promise<Tile[]>}
 */
export async function loadCoast(baseUrl, tiles, signal) {
  return Promise.all(
    tiles.map(async (name) => {
      const response = await fetch(baseUrl + name, { signal })
      return response.ok ? readTile(name, await response.text()) : []
    }),
  )
}
