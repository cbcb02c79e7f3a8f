import { defineCommand } from '../command.ts'
import { exitNameOf } from '../exit-codes.ts'
import { renderError } from '../render/problem.ts'
import { renderSources } from '../render/sources.ts'
import { clean } from '../render/text.ts'

export const status = defineCommand({
  about:
    'State of all upstreams, in a table that is updated until Ctrl-C. Printed once if the output is not a terminal.',
  options: {
    once: { kind: 'flag', about: 'print it once' },
    interval: {
      kind: 'number',
      value: 'SECONDS',
      min: 0.5,
      max: 3_600,
      isWhole: false,
      about: 'interval between updates; default 2',
    },
  },
  examples: [
    ['--url http://localhost:8080', 'the table, live'],
    ['--json | jq .sources[].providers[].breaker', 'once, for a program'],
  ],
  async run({ values, connect, terminal, style, call }) {
    const { json, once, interval = 2 } = values
    const { sources } = await connect()
    const isLive = terminal.isOutputTty && !json && !once
    for (let height = 0; ; ) {
      const now = { ...style, now: terminal.clock.now() }
      const view = await sources(call).catch((error: unknown) => {
        // Once a table has been shown, a restart of the service does not end the command.
        if (height === 0 || call.signal.aborted || exitNameOf(error) !== 'unavailable') throw error
        return { failure: error }
      })
      const lines =
        'failure' in view ? renderError(view.failure, now) : renderSources(clean(view.sources), now)
      // Overwrites the previous table: cursor up, then erase below.
      const over = height > 0 ? `\u001b[${height}A\u001b[J` : ''
      await terminal.write(json ? `${JSON.stringify(view)}\n` : `${over}${lines.join('\n')}\n`)
      if (!isLive) return 'complete'
      height = lines.length
      await terminal.clock.wait(interval * 1_000, call.signal)
    }
  },
})
