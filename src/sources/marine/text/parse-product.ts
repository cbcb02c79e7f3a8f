// A marine text product, read in steps that each do one thing: lines, envelope, blocks, headlines and periods, tokens,
// phrases, typed values. Every step is pure, and none looks back, so a product costs time in proportion to its length.

import type { Body } from './body.ts'
import { type Envelope, readEnvelope, sentAt } from './envelope.ts'
import type { Issuance } from './issuance.ts'
import { normalise } from './normalise.ts'
import { readOpening } from './opening-block.ts'
import type { ParseOptions } from './parse-options.ts'
import type { ParsedProduct } from './parsed.ts'
import { printInstant } from './print-instant.ts'
import { readBody } from './read-body.ts'
import { type RawBlock, splitBlocks } from './split-blocks.ts'
import { typeBlock, type UntypedBlock } from './type-block.ts'
import { typePeriod } from './type-period.ts'

// What ranges like ANZ000>999 may add to one product; all zones there are number about 700.
const impliedZones = 20_000

/** Reads any NWS marine text product; never throws, and a text without a readable block gives `blocks: []`. */
export function parseProduct(text: string, options: ParseOptions = {}): ParsedProduct {
  const { product, blocks } = readProduct(text, options)
  return {
    product,
    blocks: blocks.map(({ block }) => ({
      ...block,
      periods: block.periods.map((period) => typePeriod(period, options.spans)),
    })),
  }
}

/** A block, typed but for the texts of its periods, beside the lines below its UGC line. */
export interface ReadBlock {
  block: UntypedBlock
  lines: readonly string[]
  /** Does the text end before the block does? */
  isOpen: boolean
}

/** The same, each block with its lines as printed, and its periods untyped: most callers never ask for their values. */
export function readProduct(
  text: string,
  options: ParseOptions = {},
): { product: ParsedProduct['product']; blocks: ReadBlock[] } {
  const lines = normalise(text)
  const envelope = readEnvelope(lines)
  const {
    opening: above,
    blocks,
    between,
  } = splitBlocks(lines, { knows: options.knows, budget: impliedZones })
  const { issuance, wmo, awips, office, corrected, title } = envelope
  const below = above.slice(envelope.end)
  if (issuance !== null && issuance.rest !== '') below.unshift(issuance.rest)
  const opening = readOpening(below, envelope, blocks.length === 0)
  if (opening.block !== null) blocks.unshift(opening.block)
  const bodies = blocks.map(bodyOf)
  const issuedAt =
    (issuance ?? firstIssuance(bodies, envelope))?.at ??
    (hasBody(blocks, bodies) ? sentAt(envelope, options.reference) : null)
  const warns = /^(?:MWW|SMW|MWS)/.test(awips ?? '')
  const tellsInRows = awips?.startsWith('SRF') === true
  const facts = { issuance, issuedAt, warns, tellsInRows, options }
  const { headlines, overview } = opening
  return {
    product: {
      ...{ wmo, awips, office, issuedAt: printInstant(issuedAt), corrected, headlines, overview },
      unparsed: [...title, ...between],
    },
    blocks: blocks.map((block, index) => {
      const body = bodies[index] ?? bodyOf(block)
      return { block: typeBlock(block, body, facts), lines: block.lines, isOpen: block.isOpen }
    }),
  }
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

function bodyOf({ ugc, lines, isOpen }: RawBlock): Body {
  return readBody(lines, { zones: ugc?.zones.length ?? 0, hasPeriods: ugc !== null, isOpen })
}
