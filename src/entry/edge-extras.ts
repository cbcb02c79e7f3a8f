import type { ComposeOptions } from './compose.ts'

/** What a larger bundle of the worker has beside the service; filled by its entry before the worker is loaded. */
export const edgeExtras: Pick<ComposeOptions, 'loadMcp'> = {}
