// Packages that the first answer of a process does not need are read when they are first used, and not before it listens:
// together they were a sixth of the start. With `require`, as those who use them cannot wait for a promise.
import { createRequire } from 'node:module'
import type * as PiscinaModule from 'piscina'
import type * as PrometheusModule from 'prom-client'
import type * as UndiciModule from 'undici'

const require = createRequire(import.meta.url)

/** A function that reads a package the first time it is called. */
function late<Module>(name: string): () => Module {
  let read: Module | undefined
  return () => {
    read ??= require(name) as Module
    return read
  }
}

export const undici = late<typeof UndiciModule>('undici')
export const piscina = late<typeof PiscinaModule>('piscina')
export const prometheus = late<typeof PrometheusModule>('prom-client')
