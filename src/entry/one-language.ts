// Stands for zod's languages in the bundles, where they are 340 KB of each start: the service speaks English only, and zod imports
// Replaces zod's locales in the bundles, where they would be 340 KB. zod imports English separately.
export const languages = ['en'] as const
