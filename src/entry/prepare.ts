// What a service on Node is made of, with a port or without: features, configuration and runtime.
import { type Config, ConfigError, readConfig } from '../config/config.ts'
import { systemClock } from '../core/clock.ts'
import { faultsOfFeatures } from '../define/check-features.ts'
import type { Feature } from '../define/feature.ts'
import { features as builtIn, decodersOf, sourcesOf } from '../features/index.ts'
import { createNodeRuntime, type NodeRuntime, type SharedState } from '../runtime/node/node.ts'
import { loadFeatures } from './load-features.ts'
import { threadFile } from './own-files.ts'

export interface ServeOptions {
  /** The features to serve. Default: the built-in ones and those of the variable FEATURES. */
  features?: readonly Feature[]
  /** Configuration variables. Default: `process.env`. */
  environment?: Readonly<Record<string, string | undefined>>
}

export interface Prepared {
  features: readonly Feature[]
  config: Config
  /** Creates the runtime; `shared` is what instances share. */
  openRuntime(shared?: SharedState | null): NodeRuntime
}

/** Reads features and configuration. Rejects with a ConfigError. */
export async function prepare({
  features: given,
  environment = process.env,
}: ServeOptions): Promise<Prepared> {
  const features = given ?? (await loadFeatures(environment))
  const faults = given ? faultsOfFeatures(given) : []
  if (faults.length > 0) throw new ConfigError(faults)
  const config = readConfig(environment, sourcesOf(features), { canPinAddress: true })
  const { THREADS: threads, HTTPS_PROXY: url, NO_PROXY: except } = config
  // Threads load features by name; they cannot load those that are passed as values.
  const onThreads = decodersOf(given ? builtIn : [...builtIn, ...features])
  return {
    features,
    config,
    openRuntime: (shared = null) =>
      createNodeRuntime({
        clock: systemClock,
        threadFile,
        threadEnvironment: { ...process.env, FEATURES: given ? '' : environment.FEATURES },
        isOnThreads: (decoder) => onThreads.has(decoder),
        shared,
        ...(threads !== undefined && { threads }),
        ...(url !== undefined && { send: { proxy: { url, ...(except !== undefined && { except }) } } }),
      }),
  }
}
