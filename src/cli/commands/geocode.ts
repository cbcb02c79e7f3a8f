import { defineAnswerCommand } from '../answer.ts'
import { renderPlaces } from '../render/briefing.ts'

export const geocode = defineAnswerCommand({
  about: 'Coordinates of places: the best match for each.',
  takes: { name: 'PLACE', min: 1, max: 20 },
  examples: [['"Annapolis, MD" Zadar', 'two places']],
  route: (client) => client.geocode,
  query: (_, place) => ({ place }),
  render: ({ places }, style) => renderPlaces(places, style),
})
