import { z } from 'zod'

/** Which features are served. Listed here for the documentation only: they are read first, because features add variables. */
export const featureSettings = {
  FEATURES: z.string().optional().meta({
    description:
      'Node only: features of your own beside the built-in ones, comma-separated: files, folders of files, or packages. See docs/features.md',
  }),
  BUILT_IN: z.string().optional().meta({
    description:
      'Node only: which of the built-in features are served, comma-separated, or `none`; default: all',
  }),
}
