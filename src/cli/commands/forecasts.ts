import { printAnswer, streamOption } from '../answer.ts'
import { defineCommand } from '../command.ts'
import { renderForecasts } from '../render/forecast.ts'
import { selectionOf, selectionOptions } from './selection.ts'

export const forecasts = defineCommand({
  usage: '[ZONE...]',
  about: 'Marine forecasts of zones: hazards, then wind, seas, visibility and weather by period.',
  takes: { name: 'ZONE', min: 0, max: 50 },
  options: {
    ...selectionOptions,
    words: { kind: 'flag', about: "the forecaster's text instead of parsed values" },
    raw: { kind: 'flag', about: 'with --json: include the original text' },
    ...streamOption,
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
