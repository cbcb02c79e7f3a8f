import { z } from 'zod'

/** A variable that says where an upstream is: an http(s) URL, with or without a path prefix or a trailing slash. */
export const baseUrl = (fallback: string, description: string) =>
  z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
    .default(fallback)
    .meta({ description })
