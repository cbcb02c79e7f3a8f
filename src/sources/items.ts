import { z } from 'zod'

/** A list as it was read: the items that could be, and how many could not. */
export interface Items<T> {
  items: T[]
  skipped: number
}

/** The schema of such a list. */
export const itemsOf = <T>(item: z.ZodType<T>): z.ZodType<Items<T>> =>
  z.object({ items: z.array(item), skipped: z.int().min(0) })
