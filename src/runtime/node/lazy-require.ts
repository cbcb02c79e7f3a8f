// Packages that the first answer does not need are loaded on first use, because together they took a sixth of the start. `require` is
// used because the call sites are synchronous. A bundler resolves the names below, and scripts/build.ts removes the line that creates
// `require`.
import { createRequire } from 'node:module'
import type * as PiscinaModule from 'piscina'
import type * as PrometheusModule from 'prom-client'
import type * as UndiciModule from 'undici'

const require = createRequire(import.meta.url)

/** Creates a function that loads a package on its first call. */
function lazyRequire<Module>(load: () => Module): () => Module {
  let read: Module | undefined
  return () => {
    read ??= load()
    return read
  }
}

/** The part of undici that the bundle contains (scripts/undici.cjs). */
type Undici = Pick<typeof UndiciModule, 'Agent' | 'EnvHttpProxyAgent' | 'buildConnector' | 'errors'>

export const undici = lazyRequire(() => require('undici') as Undici)
export const piscina = lazyRequire(() => require('piscina') as typeof PiscinaModule)
export const prometheus = lazyRequire(() => require('prom-client') as typeof PrometheusModule)
