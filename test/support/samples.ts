import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'vitest'

const folder = process.env.TRIBUTARY_SAMPLES ?? resolve(import.meta.dirname, '../../../shared/samples')

/** A sample's text, by its path below the folder of samples. */
export const sample = (path: string): string => readFileSync(resolve(folder, path), 'utf8')

/** The names of the samples in a folder of theirs. */
export const sampleNames = (path: string): string[] => readdirSync(resolve(folder, path)).sort()

/** A test over real upstream bodies, skipped visibly where they are not at hand. */
export function testOnSamples(name: string, run: () => void | Promise<void>): void {
  if (existsSync(folder)) test(name, run)
  else test.skip(`${name} (no samples: set TRIBUTARY_SAMPLES to their folder)`, run)
}
