import { defineAnswerCommand } from '../answer.ts'
import { renderAdvisories } from '../render/forecast.ts'
import { selectionOf, selectionOptions } from './selection.ts'

export const advisories = defineAnswerCommand({
  about: 'Marine warnings and advisories in effect, by zone.',
  takes: { name: 'ZONE', min: 0, max: 50 },
  options: selectionOptions,
  examples: [
    ['--group chesapeake', 'the thirteen zones of the Chesapeake Bay'],
    ['ANZ532 --json | jq -r .data.advisories[].advisory', 'the first headline alone'],
  ],
  route: ({ marine }) => marine.advisories,
  query: selectionOf,
  render: ({ advisories }, style) => renderAdvisories(advisories, style),
})
