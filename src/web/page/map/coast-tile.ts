// How the coastline is kept: squares of the globe, each with its pieces of land as rings of small steps on a grid, in
// Google's polyline notation. Lakes are rings too: filled by the even-odd rule, a ring within a ring is water.

/** Positions as [longitude, latitude] in degrees. */
export type Ring = readonly (readonly [number, number])[]

/** A tile's pieces of land and its lakes: drawn together, apart from those of other tiles. */
export type Tile = readonly Ring[]

/** The side of a tile. */
export const tileDegrees = 5

/** How far a tile reaches over its sides, so that no seam shows between two. */
export const overlapDegrees = 0.01

/** Steps of the grid in a degree: about 550 m of latitude each. */
export const gridPerDegree = 200

/** The name of the tile that holds a point: the latitude and longitude of its south-west corner. */
export function tileName(lat: number, lon: number): string {
  const corner = (degrees: number): number => Math.floor(degrees / tileDegrees) * tileDegrees
  const wrapped = ((((lon + 180) % 360) + 360) % 360) - 180
  return `${corner(lat)}_${corner(wrapped)}`
}

/** A ring within its tile as text; empty when less than a triangle is left of it on the grid. */
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

// Five bits a character, least first, the sixth bit says that more follow; the sign is the lowest bit of the number.
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
