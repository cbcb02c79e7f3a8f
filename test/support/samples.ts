import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'vitest'
import { named, needs, samplesFolder } from './needs.ts'

/** A sample's text, by its path below the folder of samples. */
export const sample = (path: string): string => readFileSync(resolve(samplesFolder, path), 'utf8')

/** The names of the samples in a folder of theirs. */
export const sampleNames = (path: string): string[] => readdirSync(resolve(samplesFolder, path)).sort()

/** A test with real upstream bodies, skipped if they are not available. */
export function testOnSamples(name: string, run: () => void | Promise<void>): void {
  test.skipIf(needs.samples.missing)(named(name, needs.samples), run)
}
