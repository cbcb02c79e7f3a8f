import { printAnswer, streamed } from '../answer.ts'
import { defineCommand } from '../command.ts'
import { renderForecasts } from '../render/forecast.ts'
import { selectionOf, selectionOptions } from './selection.ts'

export const forecasts = defineCommand({
  usage: '[ZONE...]',
  about: 'The marine forecasts of zones: hazards, then wind, seas, visibility and weather, period by period.',
  takes: { name: 'ZONE', least: 0, most: 50 },
  options: {
    ...selectionOptions,
    words: { kind: 'flag', about: "the forecaster's words instead of the values in them" },
    raw: { kind: 'flag', about: 'with --json: the whole text as well' },
    ...streamed,
  },
  examples: [
    ['ANZ532 ANZ533', 'two zones'],
    ['--near 38.97,-76.49 --count 1 --words', 'the nearest zone, in words'],
  ],
  async run(invocation) {
    const { values, positionals, connect } = invocation
    const { words, raw } = values
    const query = { ...selectionOf(values, positionals), ...(raw && { raw }) }
    const { marine } = await connect()
    return printAnswer(invocation, { route: marine.forecasts, query }, (data, style) =>
      renderForecasts(data.forecasts, style, { words }),
    )
  },
})
