import { defineAnswerCommand } from '../answer.ts'
import { renderPages } from '../render/pages.ts'

export const pages = defineAnswerCommand({
  about:
    'Requests web pages: status, time, size, title and words of each. Disabled unless PAGES_ALLOW of the service names the ' +
    'hosts.',
  takes: { name: 'URL', min: 1, max: 20 },
  examples: [['https://example.org/', 'one page']],
  route: (client) => client.pages,
  query: (_, url) => ({ url }),
  render: ({ pages }, style) => renderPages(pages, style),
})
