// The format of the coastline: square tiles, each with its pieces of land as rings on a grid, in Google's encoded polyline format.
// Lakes are rings too: by the even-odd rule a ring within a ring is water.

/** Positions as [longitude, latitude] in degrees. */
export type Ring = readonly (readonly [number, number])[]

/** A tile's pieces of land and its lakes: drawn together, apart from those of other tiles. */
export type Tile = readonly Ring[]

/** The side of a tile. */
export const tileDegrees = 5

/** The overlap of tiles, so that no seam is visible between two. */
export const overlapDegrees = 0.01

/** Grid steps per degree; one step is about 550 m of latitude. */
export const gridPerDegree = 200

/** The name of the tile that holds a point: the latitude and longitude of its south-west corner. */
export function tileName(lat: number, lon: number): string {
  const corner = (degrees: number): number => Math.floor(degrees / tileDegrees) * tileDegrees
  const wrapped = ((((lon + 180) % 360) + 360) % 360) - 180
  return `${corner(lat)}_${corner(wrapped)}`
}

/** A ring within its tile as text; empty if fewer than three points remain on the grid. */
export function writeRing(ring: Ring, corner: { south: number; west: number }): string {
  const points = ring.map(([lon, lat]): [number, number] => [
    Math.round((lon - corner.west) * gridPerDegree),
    Math.round((lat - corner.south) * gridPerDegree),
  ])
  const distinct = points.filter(([x, y], i) => {
    const [px, py] = points.at(i - 1) ?? [x, y]
    return x !== px || y !== py
  })
  if (distinct.length < 3) return ''
  let [px, py] = [0, 0]
  let text = ''
  for (const [x, y] of distinct) {
    text += writeNumber(x - px) + writeNumber(y - py)
    ;[px, py] = [x, y]
  }
  return text
}

/** The rings of a tile. */
export function readTile(name: string, text: string): Ring[] {
  const [south = 0, west = 0] = name.split('_').map(Number)
  return text
    .split(' ')
    .filter((piece) => piece !== '')
    .map((piece) => {
      const steps = readNumbers(piece)
      const ring: [number, number][] = []
      let [x, y] = [0, 0]
      for (let i = 0; i + 1 < steps.length; i += 2) {
        x += steps[i] ?? 0
        y += steps[i + 1] ?? 0
        ring.push([west + x / gridPerDegree, south + y / gridPerDegree])
      }
      return ring
    })
}

// Five bits per character, lowest first; the sixth bit means that more follow; the lowest bit of the number is its sign.
function writeNumber(value: number): string {
  let rest = value < 0 ? ~(value << 1) : value << 1
  let text = ''
  while (rest >= 32) {
    text += String.fromCharCode((32 | (rest & 31)) + 63)
    rest >>= 5
  }
  return text + String.fromCharCode(rest + 63)
}

function readNumbers(text: string): number[] {
  const numbers: number[] = []
  let [value, shift] = [0, 0]
  for (let i = 0; i < text.length; i++) {
    const bits = text.charCodeAt(i) - 63
    value |= (bits & 31) << shift
    shift += 5
    if (bits >= 32) continue
    numbers.push(value & 1 ? ~(value >> 1) : value >> 1)
    ;[value, shift] = [0, 0]
  }
  return numbers
}
