import { printAnswer, streamOption } from '../answer.ts'
import { defineCommand } from '../command.ts'
import { renderAdvisories } from '../render/forecast.ts'
import { selectionOf, selectionOptions } from './selection.ts'

export const advisories = defineCommand({
  usage: '[ZONE...]',
  about: 'Marine warnings and advisories in effect, by zone.',
  takes: { name: 'ZONE', min: 0, max: 50 },
  options: { ...selectionOptions, ...streamOption },
  examples: [
    ['--group chesapeake', 'the thirteen zones of the Chesapeake Bay'],
    ['ANZ532 --json | jq -r .data.advisories[].advisory', 'the first headline alone'],
  ],
  async run(invocation) {
    const { values, positionals, connect } = invocation
    const query = selectionOf(values, positionals)
    const { marine } = await connect()
    return printAnswer(invocation, { route: marine.advisories, query }, (data, style) =>
      renderAdvisories(data.advisories, style),
    )
  },
})
