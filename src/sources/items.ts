import { z } from 'zod'

/** The readable items of a list, and the number of unreadable ones. */
export interface Items<T> {
  items: T[]
  skipped: number
}

/** The schema of such a list. */
export const itemsOf = <T>(item: z.ZodType<T>): z.ZodType<Items<T>> =>
  z.object({ items: z.array(item), skipped: z.int().min(0) })
