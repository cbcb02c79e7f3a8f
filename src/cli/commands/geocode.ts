import { printAnswer, streamOption } from '../answer.ts'
import { defineCommand } from '../command.ts'
import { renderPlaces } from '../render/briefing.ts'

export const geocode = defineCommand({
  usage: 'PLACE...',
  about: 'Coordinates of places: the best match for each.',
  takes: { name: 'PLACE', min: 1, max: 20 },
  options: streamOption,
  examples: [['"Annapolis, MD" Zadar', 'two places']],
  async run(invocation) {
    const { positionals, connect } = invocation
    const { geocode: route } = await connect()
    return printAnswer(invocation, { route, query: { place: positionals } }, (data, style) =>
      renderPlaces(data.places, style),
    )
  },
})
