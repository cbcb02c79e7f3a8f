import { readTile } from '../map/coast-tile.ts'

/** @typedef {import('../map/coast-tile.ts').Ring} Ring */

/**
 * The coastline within these tiles. A tile that cannot be had leaves its square blank rather than the map.
 *
 * @param {string} baseUrl
 * @param {readonly string[]} tiles
 * @param {AbortSignal} signal
 * @returns {Promise<Ring[]>}
 */
export async function loadCoast(baseUrl, tiles, signal) {
  const rings = await Promise.all(
    tiles.map(async (name) => {
      const response = await fetch(baseUrl + name, { signal })
      return response.ok ? readTile(name, await response.text()) : []
    }),
  )
  return rings.flat()
}
