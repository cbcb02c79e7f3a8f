// Packages that the first answer of a process does not need are read when they are first used, and not before it listens:
// together they were a sixth of the start. With `require`, as those who use them cannot wait for a promise; a bundler takes the
// names below, and the line that makes `require` goes (scripts/build.ts).
import { createRequire } from 'node:module'
import type * as PiscinaModule from 'piscina'
import type * as PrometheusModule from 'prom-client'
import type * as UndiciModule from 'undici'

const require = createRequire(import.meta.url)

/** A function that reads a package the first time it is called. */
function late<Module>(load: () => Module): () => Module {
  let read: Module | undefined
  return () => {
    read ??= load()
    return read
  }
}

export const undici = late(() => require('undici') as typeof UndiciModule)
export const piscina = late(() => require('piscina') as typeof PiscinaModule)
export const prometheus = late(() => require('prom-client') as typeof PrometheusModule)
