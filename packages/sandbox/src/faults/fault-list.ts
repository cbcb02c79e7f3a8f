import { type FaultRule, FaultRules } from './fault.ts'

/** The faults that are switched on. */
export interface FaultList {
  /** Replaces all rules; throws a ZodError that lists what is wrong with them. */
  set(rules: unknown): void
  /** Ends all faults. */
  clear(): void
  /** The rules that still wait for requests, with the times that are left. */
  list(): FaultRule[]
  /** The first rule that fits, counted as used; null when none does. */
  take(target: string): FaultRule | null
}

/** Keeps the faults that are switched on. The first rule that fits wins. */
export function createFaultList(): FaultList {
  let rules: FaultRule[] = []
  return {
    set: (given) => {
      rules = FaultRules.parse(given)
    },
    clear: () => {
      rules = []
    },
    list: () => rules.map((rule) => ({ ...rule })),
    take: (target) => {
      const rule = rules.find(({ match }) => target.includes(match))
      if (!rule) return null
      if (rule.times !== undefined && --rule.times === 0) rules = rules.filter((other) => other !== rule)
      return rule
    },
  }
}
