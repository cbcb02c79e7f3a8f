import { printAnswer, streamOption } from '../answer.ts'
import { defineCommand } from '../command.ts'
import { renderMatches } from '../render/zones.ts'
import { UsageError } from '../usage-error.ts'
import { selectionOf, selectionOptions } from './selection.ts'

export const search = defineCommand({
  usage: 'WORDS',
  about:
    'Finds headlines and forecast periods that contain all these words. "Quotes" match a phrase; -word excludes a word (after ' +
    '--, so that it is not read as an option).',
  takes: { name: 'WORDS', min: 1, max: 20 },
  options: {
    ...selectionOptions,
    office: { kind: 'text', value: 'LWX', about: 'all zones of an office' },
    limit: { kind: 'number', value: 'N', min: 1, max: 500, about: 'maximum number of matches; default 50' },
    ...streamOption,
  },
  examples: [
    ['gale --group chesapeake', 'forecasts that mention gales'],
    ['\'"patchy fog"\' --office LWX', 'a phrase, in all zones of an office'],
  ],
  async run(invocation) {
    const { values, positionals, connect } = invocation
    const { office, limit, group, near, zones } = values
    if (office !== undefined && (group ?? near ?? zones) !== undefined) {
      throw new UsageError(['use only one of --zones, --group, --near and --office'])
    }
    const query = {
      q: positionals.join(' '),
      limit,
      ...(office === undefined ? selectionOf(values, []) : { office: office.toUpperCase() }),
    }
    const { marine } = await connect()
    return printAnswer(invocation, { route: marine.search, query }, renderMatches)
  },
})
