// Loads the features that the variables name: built-in ones selected by BUILT_IN, and those of the files, folders and packages in FEATURES.
import { readdirSync, statSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ConfigError, type Environment } from '../config/config.ts'
import { wordsOf } from '../core/variables.ts'
import { faultsOfFeatures } from '../define/check-features.ts'
import type { Feature } from '../define/feature.ts'
import { features as builtIn } from '../features/index.ts'
import { libraryFile } from './own-files.ts'

/** Loads the features to serve. Rejects with a ConfigError that has a line for each mistake. */
export async function loadFeatures(environment: Environment): Promise<readonly Feature[]> {
  const own = wordsOf(environment.BUILT_IN ?? '')
  const isNone = own.length === 1 && own[0] === 'none'
  const names = builtIn.map(({ name }) => name)
  const unknown = isNone ? [] : own.filter((name) => !names.includes(name))
  const chosen = isNone ? [] : builtIn.filter(({ name }) => own.length === 0 || own.includes(name))
  const faults = unknown.map((name) => `BUILT_IN: ${name} is not one of ${names.join(', ')}, or none`)
  const loaded = await loadModules(environment.FEATURES)
  faults.push(...loaded.faults)
  const features = [...chosen, ...loaded.features]
  faults.push(...faultsOfFeatures(features).map((fault) => `FEATURES: ${fault}`))
  if (faults.length > 0) throw new ConfigError(faults)
  return features
}

/** Loads the listed modules and collects their errors. */
export async function loadModules(
  list: string | undefined,
): Promise<{ features: readonly Feature[]; faults: string[] }> {
  const features: Feature[] = []
  const faults: string[] = []
  for (const name of wordsOf(list ?? '')) {
    try {
      for (const url of modulesOf(name)) {
        const found = await featuresIn(url)
        if (found.length === 0) throw new Error('it exports no feature: `export const … = defineFeature(…)`')
        features.push(...found)
      }
    } catch (error) {
      faults.push(`FEATURES: ${name}: ${firstLine(error)}`)
    }
  }
  return { features, faults }
}

/** The modules of an entry: a file, the files of a folder, or a package resolved from the working directory. */
function modulesOf(name: string): string[] {
  if (!/^[./]/.test(name)) return [pathToFileURL(createRequire(resolve('x')).resolve(name)).href]
  const path = resolve(name)
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) throw new Error('there is no such file')
  if (!found.isDirectory()) return [pathToFileURL(path).href]
  const files = readdirSync(path).filter((file) => /^[^.]+\.(?:ts|mts|js|mjs)$/.test(file))
  if (files.length === 0) throw new Error('there is no module in this folder')
  return files.sort().map((file) => pathToFileURL(join(path, file)).href)
}

let isHooked = false

async function featuresIn(url: string): Promise<Feature[]> {
  // A single copy, so that `instanceof AppError` works across modules.
  if (!isHooked) {
    registerHooks({
      resolve: (specifier, context, next) =>
        specifier === 'tributary' ? { url: libraryFile.href, shortCircuit: true } : next(specifier, context),
    })
    isHooked = true
  }
  const module: Record<string, unknown> = await import(url)
  const values = [...new Set(Object.values(module))]
  return values.filter(isFeature)
}

const lists = ['sources', 'routes', 'directRoutes', 'jobs', 'tasks'] as const

function isFeature(value: unknown): value is Feature {
  if (typeof value !== 'object' || value === null) return false
  const { name, summary, ...rest } = value as Record<string, unknown>
  return (
    typeof name === 'string' &&
    typeof summary === 'string' &&
    lists.every((list) => Array.isArray(rest[list]))
  )
}

/** The message of an error, without its stack, for a line beside the name of the module. */
function firstLine(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException
  if (code === 'MODULE_NOT_FOUND') return 'there is no such package'
  return message.split('\n')[0]?.slice(0, 300) ?? 'it cannot be loaded'
}
