// Parses an NWS marine text product in steps: line ends, envelope, blocks, headlines and periods, tokens, phrases, typed values.
// Every step is pure and none reads a line twice, so the time is linear in the length of the product.

import type { Body } from './body.ts'
import { type Envelope, readEnvelope, sentAt } from './envelope.ts'
import type { Issuance } from './issuance.ts'
import { normalise } from './normalise.ts'
import { type Opening, readOpening, splitOpening } from './opening-block.ts'
import type { ParseOptions } from './parse-options.ts'
import type { ParsedProduct } from './parsed.ts'
import { printInstant } from './print-instant.ts'
import { readBody } from './read-body.ts'
import { type RawBlock, splitBlocks } from './split-blocks.ts'
import { typeBlock, type UntypedBlock } from './type-block.ts'
import { typePeriod } from './type-period.ts'

// The maximum number of zones that ranges such as ANZ000>999 may add to one product; there are about 700 marine zones.
const maxImpliedZones = 20_000

/** Parses any NWS marine text product. Never throws; a text without a readable block gives `blocks: []`. */
export function parseProduct(text: string, options: ParseOptions = {}): ParsedProduct {
  const { product, blocks } = readProduct(text, options)
  return {
    product: describe(product),
    blocks: blocks.map(({ block }) => ({
      ...block,
      periods: block.periods.map((period) => typePeriod(period, options.spans)),
    })),
  }
}

/** A block, typed except for the texts of its periods, with the printed text below its UGC line. */
export interface ReadBlock {
  block: UntypedBlock
  text: string
  /** Does the text end before the block does? */
  isOpen: boolean
}

/** What the blocks of a product share, its free text not yet read. */
export interface ReadHeading {
  envelope: Envelope
  opening: Opening
  /** Lines that stand between two blocks. */
  between: readonly string[]
  issuedAt: string | null
  /** Does the text have no UGC line at all? */
  isWhole: boolean
}

/** Reads the blocks of a product, and neither the values of their periods nor the free text above them. */
export function readProduct(
  sent: string,
  options: ParseOptions = {},
): { product: ReadHeading; blocks: ReadBlock[] } {
  const text = normalise(sent)
  const envelope = readEnvelope(text)
  const context = { knows: options.knows, budget: maxImpliedZones }
  const { opening: below, blocks, between } = splitBlocks(text, context, envelope.end)
  const { issuance, awips } = envelope
  const isWhole = blocks.length === 0
  // What follows the date on its line is the first line of the text below.
  const rest = issuance?.rest ?? ''
  const lineFeed = rest === '' || envelope.end > text.length ? '' : '\n'
  const opening = splitOpening(rest + lineFeed + below, envelope, isWhole)
  if (opening.block !== null) blocks.unshift(opening.block)
  const bodies = blocks.map(bodyOf)
  const issuedAt =
    (issuance ?? firstIssuance(bodies, envelope))?.at ??
    (hasBody(blocks, bodies) ? sentAt(envelope, options.reference) : null)
  const facts = {
    issuance,
    issuedAt,
    warns: /^(?:MWW|SMW|MWS)/.test(awips ?? ''),
    hasRows: awips?.startsWith('SRF') === true,
    options,
  }
  return {
    product: { envelope, opening, between, issuedAt: printInstant(issuedAt), isWhole },
    blocks: blocks.map((block, index) => {
      const body = bodies[index] ?? bodyOf(block)
      return { block: typeBlock(block, body, facts), text: block.text, isOpen: block.isOpen }
    }),
  }
}

function describe({ envelope, opening, between, issuedAt, isWhole }: ReadHeading): ParsedProduct['product'] {
  const { wmo, awips, office, corrected, title } = envelope
  const { headlines, overview } = readOpening(opening, isWhole)
  return { wmo, awips, office, issuedAt, corrected, headlines, overview, unparsed: title.concat(between) }
}

// An SMW prints its issuance line below the UGC line.
function firstIssuance(bodies: readonly Body[], { hasUnreadableDate }: Envelope): Issuance | null {
  if (hasUnreadableDate) return null
  return bodies.find(({ issuance }) => issuance !== null)?.issuance ?? null
}

// A text that is cut off in its heading, or in the head of its only block, may have printed its date further on.
function hasBody(blocks: readonly RawBlock[], bodies: readonly Body[]): boolean {
  return blocks.some(({ isOpen }, index) => !isOpen || (bodies[index]?.periods.length ?? 0) > 0)
}

function bodyOf({ ugc, text, isOpen }: RawBlock): Body {
  return readBody(text, { zones: ugc?.zones.length ?? 0, hasPeriods: ugc !== null, isOpen })
}
