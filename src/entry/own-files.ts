// Files that are named and not imported: sources in development, and what was built of them beside this file in dist/.
const isBuilt = !import.meta.url.endsWith('.ts')

const beside = (source: string, built: string): URL => new URL(isBuilt ? built : source, import.meta.url)

/** What runs on each thread. */
export const threadFile = beside('./thread.ts', './thread.js')
/** The sandbox of the demo. */
export const sandboxThreadFile = beside('./sandbox-thread.ts', './sandbox-thread.js')
/** What a feature gets when it imports `tributary`. */
export const libraryFile = beside('../library/tributary.ts', './tributary.js')
