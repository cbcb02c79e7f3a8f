import { parseText } from '../../sources/marine/parse-text.ts'
import { defineCommand } from '../command.ts'
import { renderProduct } from '../render/product.ts'
import { clean } from '../render/text.ts'

export const parse = defineCommand({
  usage: 'FILE|-',
  about:
    'Parses an NWS marine text product (CWF, NSH, GLF, OFF, MWW, SMW or a zone file). Uses neither a service nor an upstream.',
  takes: { name: 'FILE', min: 1, max: 1 },
  options: { spans: { kind: 'flag', about: 'with --json: the position of each value in the text' } },
  examples: [
    ['anz532.txt', 'a file as a table'],
    ['- --json < cwf.txt', 'standard input, as the JSON answer of the service'],
  ],
  async run({ values, positionals, terminal, style }) {
    const [file = '-'] = positionals
    const text = await terminal.read(file)
    const product = parseText.decode(text, { spans: values.spans, reference: style.now })
    const lines = renderProduct(clean(product))
    await terminal.write(values.json ? `${JSON.stringify(product)}\n` : `${lines.join('\n')}\n`)
    return product.blocks.length === 0 ? 'usage' : 'complete'
  },
})
