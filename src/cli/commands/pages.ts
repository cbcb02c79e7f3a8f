import { printAnswer, streamOption } from '../answer.ts'
import { defineCommand } from '../command.ts'
import { renderPages } from '../render/pages.ts'

export const pages = defineCommand({
  usage: 'URL...',
  about:
    'Requests web pages: status, time, size, title and words of each. Disabled unless PAGES_ALLOW of the service names the ' +
    'hosts.',
  takes: { name: 'URL', min: 1, max: 20 },
  options: streamOption,
  examples: [['https://example.org/', 'one page']],
  async run(invocation) {
    const { positionals, connect } = invocation
    const { pages: route } = await connect()
    return printAnswer(invocation, { route, query: { url: positionals } }, (data, style) =>
      renderPages(data.pages, style),
    )
  },
})
