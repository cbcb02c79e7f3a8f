// Stands for zod's languages in the bundles, where they are 340 KB of each start: the service speaks English only, and zod imports
// that language by its own name.
export const languages = ['en'] as const
