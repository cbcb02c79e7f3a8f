import { printAnswer, streamed } from '../answer.ts'
import { defineCommand } from '../command.ts'
import { renderPlaces } from '../render/briefing.ts'

export const geocode = defineCommand({
  usage: 'PLACE...',
  about: 'Coordinates of places: one best match for each.',
  takes: { name: 'PLACE', least: 1, most: 20 },
  options: streamed,
  examples: [['"Annapolis, MD" Zadar', 'two places']],
  async run(invocation) {
    const { positionals, connect } = invocation
    const { geocode: route } = await connect()
    return printAnswer(invocation, { route, query: { place: positionals } }, (data, style) =>
      renderPlaces(data.places, style),
    )
  },
})
