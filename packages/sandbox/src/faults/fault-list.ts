import { type FaultRule, FaultRules } from './fault.ts'

/** The active fault rules. */
export interface FaultList {
  /** Replaces all rules; throws a ZodError that lists what is wrong with them. */
  set(rules: unknown): void
  /** Ends all faults. */
  clear(): void
  /** The rules that still apply, with the remaining `times`. */
  list(): FaultRule[]
  /** The first rule that matches, counted as used; null if none does. */
  take(target: string): FaultRule | null
}

/** Holds the active rules. The first rule that matches applies. */
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
