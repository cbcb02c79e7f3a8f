// A marine text product, read in steps that each do one thing: lines, envelope, blocks, headlines and periods, tokens,
// phrases, typed values. Every step is pure, and none looks back, so a product costs time in proportion to its length.
import type { ParsedBlock, ParsedProduct } from '../schema.ts'
import { readEnvelope, sentAt } from './envelope.ts'
import { type Issuance, readIssuance } from './issuance.ts'
import { normalise } from './normalise.ts'
import { openingBlock } from './opening-block.ts'
import type { ParseOptions } from './parse-options.ts'
import { printInstant } from './print-instant.ts'
import { type Body, readBody } from './read-body.ts'
import { type RawBlock, splitBlocks } from './split-blocks.ts'
import { BlockTyper } from './type-block.ts'

// What ranges like ANZ000>999 may add to one product; all zones there are number about 700.
const impliedZones = 20_000

/** Reads any NWS marine text product; never throws, and a text without a readable block gives `blocks: []`. */
export function parseProduct(text: string, options: ParseOptions = {}): ParsedProduct {
  const { product, blocks } = readProduct(text, options)
  return { product, blocks: blocks.map(({ typed }) => typed) }
}

/** A block as it is read, beside the lines below its UGC line. */
export interface ReadBlock {
  typed: ParsedBlock
  lines: readonly string[]
}

/** The same, each block with its lines as printed. */
export function readProduct(
  text: string,
  options: ParseOptions = {},
): { product: ParsedProduct['product']; blocks: ReadBlock[] } {
  const lines = normalise(text)
  const envelope = readEnvelope(lines)
  const blocks = splitBlocks(lines, { knows: options.knows, budget: impliedZones })
  const opening = openingBlock(lines, envelope, blocks.length > 0)
  if (opening !== null) blocks.unshift(opening)
  const { issuance, wmo, awips, office, corrected } = envelope
  const issuanceOf = rememberLast(readIssuance)
  const bodies = blocks.map((block) => bodyOf(block, issuanceOf))
  const issuedAt = (issuance ?? firstIssuance(bodies))?.at ?? sentAt(envelope, options.reference)
  const warns = /^(?:MWW|SMW|MWS)/.test(awips ?? '')
  const typer = new BlockTyper({ issuance, issuedAt, warns, options })
  return {
    product: { wmo, awips, office, issuedAt: printInstant(issuedAt), corrected },
    blocks: blocks.map((block, index) => {
      const body = bodies[index] ?? bodyOf(block, issuanceOf)
      return { typed: typer.type(block, body), lines: block.lines }
    }),
  }
}

// An SMW prints its issuance line below the UGC line.
function firstIssuance(bodies: readonly Body[]): Issuance | null {
  return bodies.find(({ issuance }) => issuance !== null)?.issuance ?? null
}

function bodyOf({ ugc, lines }: RawBlock, issuanceOf: typeof readIssuance): Body {
  return readBody(lines, { zones: ugc?.zones.length ?? 0, hasPeriods: ugc !== null, issuanceOf })
}

// The blocks of a product mostly print one and the same issuance line.
function rememberLast(read: typeof readIssuance): typeof readIssuance {
  let last = ''
  let found: Issuance | null = null
  return (line) => {
    if (line === last && found !== null) return found
    const issuance = read(line)
    if (issuance !== null) {
      last = line
      found = issuance
    }
    return issuance
  }
}
