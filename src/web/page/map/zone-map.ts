import { html, raw } from 'hono/html'
import type { Position } from '../../../core/position.ts'
import type { Html } from '../../layout.ts'
import { type Level, levelNames, levels, swatch } from '../advisory-level.ts'
import type { ExpectedZone } from '../answer-state.ts'
import { cellRadius, cellsOf } from './cells.ts'
import { clipToBox, type Point } from './clip.ts'
import type { Tile } from './coast-tile.ts'
import { fitView, type MapView } from './map-view.ts'

export interface ZoneMapInput {
  /** The requested place and its position. */
  place: { name: string } & Position
  zones: readonly (ExpectedZone & { level: Level })[]
  /** Land and lakes; null until they are loaded. */
  coast: readonly Tile[] | null
}

const size = { width: 440, height: 400 }

/** The view of the map of these zones around a place. */
export const viewOf = ({ place, zones }: Pick<ZoneMapInput, 'place' | 'zones'>): MapView =>
  fitView([place, ...zones.filter(isPlaced)], size)

/** The zones around a place, coloured by hazard; each links to its forecast. */
export function zoneMap({ place, zones, coast }: ZoneMapInput): Html {
  const placed = zones.filter(isPlaced)
  const view = viewOf({ place, zones })
  const points = placed.map(view.project)
  const bounds = { min: 12 / view.kmPerUnit, max: Math.max(70, size.width / 3) }
  const cells = cellsOf(points, cellRadius(points, bounds))
  const label =
    zones.length > 0 ? `Map of the ${zones.length} zones around ${place.name}` : `Map of ${place.name}`
  return html`<figure class="map">
<svg viewBox="0 0 ${size.width} ${size.height}" role="group" aria-label="${label}">
<rect class="water" width="${size.width}" height="${size.height}"></rect>
<g aria-hidden="true">${placed.map(
    ({ id, level }, i) =>
      html`<a href="#zone-${id}" tabindex="-1"><path class="cell level-${level}" d="${pathOf(cells[i] ?? [])}"></path></a>`,
  )}</g>
${(coast ?? []).map((tile) => html`<path class="land" fill-rule="evenodd" d="${raw(coastPath(tile, view))}"></path>`)}
${scaleBar(view)}
${placed.map((zone, i) => pin(zone, points[i] ?? [0, 0]))}
${placeMark(place.name, view.project(place), points)}
</svg>
<figcaption>${legend(zones.map(({ level }) => level))}
<p class="hint">Areas show roughly where each zone lies, not its outline. Coastline: Natural Earth.</p></figcaption>
</figure>`
}

const isPlaced = (
  zone: ExpectedZone & { level: Level },
): zone is ExpectedZone & Position & { level: Level } => zone.lat !== null && zone.lon !== null

function pin({ id, name, level }: ExpectedZone & { level: Level }, [x, y]: Point): Html {
  const mark = levelNames[level].mark || id.slice(3)
  // The accessible name begins with the visible label, which voice control needs.
  const said = `${mark}, ${name} (${id}): ${levelNames[level].name}`
  return html`<a href="#zone-${id}" class="pin level-${level}" data-zone="${id}" aria-label="${said}"><title>${said}</title>
<circle cx="${one(x)}" cy="${one(y)}" r="15"></circle>
<text x="${one(x)}" y="${one(y + 4)}" aria-hidden="true">${mark}</text></a>`
}

/** The label is placed where it covers the fewest zones. */
function placeMark(name: string, [x, y]: Point, pins: readonly Point[]): Html {
  const short = name.length > 22 ? `${name.slice(0, 21)}…` : name
  const width = short.length * 8.2
  const spots = [-8, 19].flatMap((dy) => [
    { left: x + 10, baseline: y + dy },
    { left: x - 10 - width, baseline: y + dy },
  ])
  const cost = ({ left, baseline }: { left: number; baseline: number }): number => {
    const outside = left < 4 || left + width > size.width - 4 ? 10 : 0
    const hidden = pins.filter(
      ([px, py]) => px > left - 15 && px < left + width + 15 && py > baseline - 27 && py < baseline + 17,
    )
    return outside + hidden.length
  }
  const best = spots.reduce((a, b) => (cost(b) < cost(a) ? b : a))
  return html`<g class="here" aria-hidden="true"><circle cx="${one(x)}" cy="${one(y)}" r="5"></circle>
<text x="${one(best.left)}" y="${one(best.baseline)}">${short}</text></g>`
}

const kmPerMile = 1.852

/** A scale bar in nautical miles, about a quarter of the width. */
function scaleBar({ kmPerUnit }: MapView): Html {
  const maxMiles = (size.width / 4) * (kmPerUnit / kmPerMile)
  const miles = [200, 100, 50, 20, 10, 5, 2].find((length) => length <= maxMiles) ?? 1
  const length = (miles * kmPerMile) / kmPerUnit
  return html`<g class="scale" aria-hidden="true"><path d="M14 ${size.height - 20}v6h${one(length)}v-6"></path>
<text x="${one(18 + length)}" y="${size.height - 13}">${miles} nm</text></g>`
}

/** The levels on the map, worst last, with the number of zones. */
function legend(shown: readonly Level[]): Html {
  const always: Level[] = ['none', 'small-craft', 'gale', 'storm', 'hurricane']
  const named = levels.filter((level) => always.includes(level) || shown.includes(level))
  return html`<ul class="legend">${named.map((level) => {
    const count = shown.filter((found) => found === level).length
    return html`<li>${swatch(level)}${levelNames[level].name}${
      count > 0 ? html` <span class="count">${count}</span>` : ''
    }</li>`
  })}</ul>`
}

function coastPath(tile: Tile, { project, width, height }: MapView): string {
  const box = { left: -8, right: width + 8, low: -8, high: height + 8 }
  return tile
    .map((ring) =>
      pathOf(
        clipToBox(
          ring.map(([lon, lat]) => project({ lat, lon })),
          box,
        ),
      ),
    )
    .join('')
}

const pathOf = (ring: readonly Point[]): string =>
  ring.length < 3 ? '' : `M${ring.map(([x, y]) => `${one(x)} ${one(y)}`).join('L')}Z`

const one = (value: number): number => Math.round(value * 10) / 10
