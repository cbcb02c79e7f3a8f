import { defineCommand } from '../command.ts'
import { endOf } from '../exit-codes.ts'
import { renderError } from '../render/problem.ts'
import { renderSources } from '../render/sources.ts'
import { clean } from '../render/text.ts'

export const status = defineCommand({
  usage: '',
  about: 'How every upstream is doing, in a table that renews itself until Ctrl-C; once where nobody looks.',
  takes: { name: 'nothing', least: 0, most: 0 },
  options: {
    once: { kind: 'flag', about: 'print it once' },
    interval: {
      kind: 'number',
      value: 'SECONDS',
      least: 0.5,
      most: 3_600,
      isWhole: false,
      about: 'how often it is renewed; default 2',
    },
  },
  examples: [
    ['--url http://localhost:8080', 'the table, live'],
    ['--json | jq .sources[].providers[].breaker', 'once, for a program'],
  ],
  async run({ values, connect, terminal, style, call }) {
    const { json, once, interval = 2 } = values
    const { sources } = await connect()
    const isLive = terminal.isWatched && !json && !once
    for (let height = 0; ; ) {
      const now = { ...style, now: terminal.clock.now() }
      const view = await sources(call).catch((error: unknown) => {
        // A table that has stood outlives a restart of the service.
        if (height === 0 || call.signal.aborted || endOf(error) !== 'unavailable') throw error
        return { failure: error }
      })
      const lines =
        'failure' in view ? renderError(view.failure, now) : renderSources(clean(view.sources), now)
      // Written over the table before it: up, and everything below away.
      const over = height > 0 ? `\u001b[${height}A\u001b[J` : ''
      await terminal.write(json ? `${JSON.stringify(view)}\n` : `${over}${lines.join('\n')}\n`)
      if (!isLive) return 'complete'
      height = lines.length
      await terminal.clock.wait(interval * 1_000, call.signal)
    }
  },
})
