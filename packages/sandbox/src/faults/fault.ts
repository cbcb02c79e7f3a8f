// The faults that can be requested. Content faults are plain responses and work everywhere; transport faults need a socket and
// are applied by the server only.
import { z } from 'zod'

/** Faults that are a plain response. */
export const semanticFaults = [
  'delay',
  '500',
  '503',
  '429',
  'html',
  'truncate',
  'empty',
  'odd-item',
  'redirect-loop',
  'redirect-private',
] as const

/** Faults that need a socket. */
export const transportFaults = [
  'never',
  'slow-headers',
  'trickle',
  'refuse',
  'reset',
  'reset-body',
  'garbage',
  'giant',
  'gzip-bomb',
] as const

/** The name of a content fault. */
export type SemanticFault = (typeof semanticFaults)[number]
/** The name of a transport fault. */
export type TransportFault = (typeof transportFaults)[number]

/** One rule: requests whose path and query contain `match` meet `fault`, at most `times` times. */
export const FaultRule = z.strictObject({
  match: z.string().min(1),
  fault: z.enum([...semanticFaults, ...transportFaults]),
  times: z.int().min(1).optional(),
  /** Status of a `500`, `503` or `429`, unless the default is meant. */
  status: z.int().min(400).max(599).optional(),
  /** Wait of a `delay` (1000), pause between bytes of `slow-headers` and `trickle` (100). */
  delayMs: z.int().min(0).max(600_000).optional(),
  /** Seconds or an HTTP date, for `503` (2) and `429` (4). */
  retryAfter: z.union([z.number().min(0), z.string()]).optional(),
})

/** A whole list of rules, as sent with PUT. */
export const FaultRules = z.array(FaultRule)

/** A parsed rule. */
export type FaultRule = z.infer<typeof FaultRule>

/** True if the fault needs a socket. */
export const isTransportFault = (fault: FaultRule['fault']): fault is TransportFault =>
  (transportFaults as readonly string[]).includes(fault)
