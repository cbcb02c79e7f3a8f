import { printAnswer, streamed } from '../answer.ts'
import { defineCommand } from '../command.ts'
import { renderMatches } from '../render/zones.ts'
import { UsageError } from '../usage-error.ts'
import { selectionOf, selectionOptions } from './selection.ts'

export const search = defineCommand({
  usage: 'WORDS',
  about:
    'Headlines and periods of current forecasts that hold all these words; "phrases in quotes" as they stand, -word for what ' +
    'must not be there (behind -- so that it is no option).',
  takes: { name: 'WORDS', least: 1, most: 20 },
  options: {
    ...selectionOptions,
    office: { kind: 'text', value: 'LWX', about: 'all zones of an office' },
    limit: { kind: 'number', value: 'N', least: 1, most: 500, about: 'most matches; default 50' },
    ...streamed,
  },
  examples: [
    ['gale --group chesapeake', 'where gales are spoken of'],
    ['\'"patchy fog"\' --office LWX', 'a phrase, in all zones of an office'],
  ],
  async run(invocation) {
    const { values, positionals, connect } = invocation
    const { office, limit, group, near, zones } = values
    if (office !== undefined && (group ?? near ?? zones) !== undefined) {
      throw new UsageError(['zones are named in one way: --zones, --group, --near or --office'])
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
