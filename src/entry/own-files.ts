// Files that are referenced by name: sources in development, bundles beside this file in dist/.
const isBuilt = !import.meta.url.endsWith('.ts')

const beside = (source: string, built: string): URL => new URL(isBuilt ? built : source, import.meta.url)

/** The entry of decoder threads. */
export const threadFile = beside('./thread.ts', './thread.js')
/** The sandbox of the demo. */
export const sandboxThreadFile = beside('./sandbox-thread.ts', './sandbox-thread.js')
/** The module that features get for `tributary`. */
export const libraryFile = beside('../library/tributary.ts', './tributary.js')
