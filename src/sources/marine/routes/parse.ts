import { z } from 'zod'
import { AppError } from '../../../core/errors.ts'
import { flag } from '../../../core/query.ts'
import { defineDirectRoute } from '../../../define/direct-route.ts'
import { parseText } from '../parse-text.ts'
import { ParsedProduct } from '../schema.ts'

/** Bodies with more characters than this are parsed on a thread. */
const offloadAbove = 65_536

/** `POST /v1/marine/parse`. */
export const parse = defineDirectRoute({
  method: 'post',
  path: '/v1/marine/parse',
  operationId: 'parseMarineText',
  tool: 'parse_marine_text',
  summary: 'Parse a marine text product',
  description:
    'Any NWS marine text product (CWF, NSH, GLF, OFF, MWW, SMW, MWS, or a zone file), at most 1 MB of plain text. ' +
    'Nothing is fetched. Text that no rule understands is returned in `unparsed`.',
  query: z.object({ spans: flag.meta({ description: 'Adds the position of each value in its text' }) }),
  text: { maxBytes: 1_000_000 },
  data: ParsedProduct,
  answers: 'The product, block by block',
  codes: ['unprocessable'],
  cacheControl: 'no-store',
  async answer({ query: { spans }, text }, { compute, now }) {
    const product = await compute(parseText, text, { spans, reference: now }, { offloadAbove })
    if (product.blocks.length > 0) return product
    const what = 'no block with a UGC line or a headline'
    throw new AppError('unprocessable', `there is no marine text in the body: ${what}`)
  },
})
