// The OpenAPI document as a file:  node scripts/openapi.ts --write | --check
// It is the one that the service serves at /openapi.json with the default configuration, byte for byte.
import { readFileSync, writeFileSync } from 'node:fs'
import { readConfig } from '../src/config/config.ts'
import { systemClock } from '../src/core/clock.ts'
import { composeService, registry } from '../src/entry/compose.ts'
import { openSqlQueue } from '../src/entry/open-queue.ts'
import { createScope, type Runtime } from '../src/runtime/runtime.ts'

const file = new URL('../openapi/openapi.json', import.meta.url)

const never = (): never => {
  throw new Error('the document is generated without upstream requests')
}

const scope = createScope()
const silentRuntime: Runtime = {
  clock: systemClock,
  store: null,
  scope: () => scope,
  send: never,
  decode: never,
  close: async () => {},
}

/** The document of the whole service, as it is served. */
export async function openapiText(): Promise<string> {
  const { app } = composeService({
    config: readConfig({}, registry),
    runtime: silentRuntime,
    // Metrics exist on Node only, but the document describes every route.
    metrics: { contentType: 'text/plain', render: never },
    compresses: false,
    openQueue: openSqlQueue,
  })
  const response = await app.request('/openapi.json')
  if (response.status !== 200) throw new Error(`/openapi.json: ${response.status} ${await response.text()}`)
  return response.text()
}

/** The document as it was committed. */
export const committedOpenapi = (): string => readFileSync(file, 'utf8')

if (import.meta.main) {
  const text = await openapiText()
  const [mode] = process.argv.slice(2)
  if (mode === '--write') {
    writeFileSync(file, text)
  } else if (mode === '--check') {
    if (committedOpenapi() !== text) {
      console.error('openapi/openapi.json is out of date: run `npm run openapi` and commit it')
      process.exit(1)
    }
  } else {
    console.error('usage: node scripts/openapi.ts --write | --check')
    process.exit(2)
  }
}
