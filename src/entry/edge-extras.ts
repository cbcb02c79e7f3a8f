import type { ComposeOptions } from './compose.ts'

/** Additions of a larger worker bundle, set by its entry before the worker is loaded. */
export const edgeExtras: Pick<ComposeOptions, 'loadMcp'> = {}
