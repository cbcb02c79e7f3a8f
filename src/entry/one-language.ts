// Replaces zod's locales in the bundles, where they would be 340 KB. zod imports English separately.
export const languages = ['en'] as const
