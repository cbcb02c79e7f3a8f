// The whole service with guards: a clock that the test moves, callers with the addresses that the test gives them.
import { createHash } from 'node:crypto'
import { readConfig } from '../../src/config/config.ts'
import { composeService, registry } from '../../src/entry/compose.ts'
import type { App } from '../../src/http/app-env.ts'
import { createRecorder, type Recorder } from '../support/recorder.ts'
import { createScriptedRuntime } from '../support/scripted-runtime.ts'
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts'

/** Needs no upstream. */
export const zonePath = '/v1/marine/zones/ANZ532'

export interface GuardedService {
  app: App
  operatorApp: App | null
  clock: VirtualClock
  events: Recorder
  /** Who calls from now on; undefined as on a platform that does not know. */
  callFrom(address: string | undefined): void
}

export const keyEntry = (name: string, key: string): string =>
  `${name}:${createHash('sha256').update(key).digest('hex')}`

export const withKey = (key: string): RequestInit => ({ headers: { authorization: `Bearer ${key}` } })

/** Upstreams answer 500. */
export function createGuardedService(environment: Record<string, string>): GuardedService {
  const clock = createVirtualClock()
  const events = createRecorder()
  let address: string | undefined = '192.0.2.1'
  const { app, operatorApp } = composeService({
    config: readConfig(environment, registry),
    runtime: createScriptedRuntime(clock, () => ({ status: 500 })),
    listeners: [events.emit],
    metrics: { contentType: 'text/plain', render: async () => 'metrics' },
    compresses: false,
    clientAddress: () => address,
  })
  return {
    app,
    operatorApp,
    clock,
    events,
    callFrom(next) {
      address = next
    },
  }
}
