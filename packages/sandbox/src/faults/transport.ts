import type { ServerResponse } from 'node:http'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Clock } from '../../../../src/core/clock.ts'
import type { PlayTransport } from '../app.ts'
import { garbage, refuse, reset, resetBody } from './break.ts'
import type { TransportFault } from './fault.ts'
import { never, type SocketFault, slowHeaders, trickle } from './hold.ts'
import { createGzipBomb, giant } from './oversize.ts'

/** Applies faults to the node:http socket of a request; resolves when the fault is over. */
export function transportPlayer(after: Clock['after']): PlayTransport {
  const players: Record<TransportFault, (fault: SocketFault) => Promise<void>> = {
    never,
    'slow-headers': slowHeaders,
    trickle,
    refuse,
    reset,
    'reset-body': resetBody,
    garbage,
    giant,
    'gzip-bomb': createGzipBomb(),
  }
  return async (rule, bindings, real) => {
    const outgoing = bindings.outgoing as ServerResponse
    const socket = outgoing.socket
    if (socket) await players[rule.fault as TransportFault]({ rule, outgoing, socket, after, real })
    return RESPONSE_ALREADY_SENT
  }
}
