import { defineAnswerCommand } from '../answer.ts'
import { renderForecasts } from '../render/forecast.ts'
import { selectionOf, selectionOptions } from './selection.ts'

export const forecasts = defineAnswerCommand({
  about: 'Marine forecasts of zones: hazards, then wind, seas, visibility and weather by period.',
  takes: { name: 'ZONE', min: 0, max: 50 },
  options: {
    ...selectionOptions,
    words: { kind: 'flag', about: "the forecaster's text instead of parsed values" },
    raw: { kind: 'flag', about: 'with --json: include the original text' },
  },
  examples: [
    ['ANZ532 ANZ533', 'two zones'],
    ['--near 38.97,-76.49 --count 1 --words', 'the nearest zone, in words'],
  ],
  route: ({ marine }) => marine.forecasts,
  query: (values, positionals) => ({ ...selectionOf(values, positionals), ...(values.raw && { raw: true }) }),
  render: ({ forecasts }, style, { words }) => renderForecasts(forecasts, style, { words }),
})
