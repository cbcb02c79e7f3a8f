import { printAnswer, streamed } from '../answer.ts'
import { defineCommand } from '../command.ts'
import { renderPages } from '../render/pages.ts'

export const pages = defineCommand({
  usage: 'URL...',
  about:
    'What addresses answer: status, time, size, title and words of each page. Off unless the operator (embedded: you) has named ' +
    'hosts in PAGES_ALLOW.',
  takes: { name: 'URL', least: 1, most: 20 },
  options: streamed,
  examples: [['https://example.org/', 'one page']],
  async run(invocation) {
    const { positionals, connect } = invocation
    const { pages: route } = await connect()
    return printAnswer(invocation, { route, query: { url: positionals } }, (data, style) =>
      renderPages(data.pages, style),
    )
  },
})
