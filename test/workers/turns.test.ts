// Two isolates of one deployment, each with memory, rates and breakers of its own, and one object that gives out turns.
import { env, waitUntil } from 'cloudflare:workers'
import { createSandbox } from 'tributary-sandbox/app.ts'
import { sandboxUrls } from 'tributary-sandbox/urls.ts'
import { expect, test } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { systemClock } from '../../src/core/clock.ts'
import { composeService, registry } from '../../src/entry/compose.ts'
import type { App } from '../../src/http/app-env.ts'
import { createSharedRate, createWorkersRuntime } from '../../src/runtime/workers.ts'
import { unhurried } from '../support/unhurried.ts'

const sandbox = createSandbox({ clock: systemClock })

function isolate(isBound: boolean): App {
  // A turn in a hundred seconds, so that the second one comes too late however slow the machine is.
  const variables = {
    ...unhurried,
    ...sandboxUrls('http://up.test'),
    GEOCODE_PROVIDERS: 'nominatim',
    GEOCODE_RPS: '0.01',
  }
  const runtime = createWorkersRuntime({
    store: null,
    subrequests: 50,
    sharedRate: isBound ? createSharedRate(env.RATE_LIMITER) : undefined,
    fetch: async (input, init) =>
      sandbox.app.request(String(input).replace('http://up.test', ''), init as RequestInit),
  })
  const config = readConfig(variables, registry)
  return composeService({ config, runtime, compresses: false, waitUntil }).app
}

const statuses = async (isolates: readonly App[]): Promise<number[]> => {
  const places = ['Annapolis', 'Norfolk', 'Boston']
  const asked = isolates.map((app, index) =>
    app.request(`/v1/geocode?place=${places[index]}`, { headers: { prefer: 'wait=50' } }),
  )
  return (await Promise.all(asked)).map(({ status }) => status).sort()
}

test('of three concurrent isolates one gets an instant, and the others refuse calls that cannot wait', async () => {
  expect(await statuses([isolate(true), isolate(true), isolate(true)])).toEqual([200, 503, 503])
})

test('without the binding each isolate has its own rate', async () => {
  expect(await statuses([isolate(false), isolate(false)])).toEqual([200, 200])
})
