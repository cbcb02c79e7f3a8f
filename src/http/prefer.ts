// The Prefer header (RFC 7240): `wait` sets the time budget, `handling=strict` makes one failed part fail the answer.

export interface Preferences {
  /** Time budget of the answer in ms. */
  budgetMs: number
  strict: boolean
  /** The value of `Preference-Applied`; null when no preference was applied. */
  applied: string | null
}

const minMs = 100

/** Reads the preferences. Unknown and malformed ones are ignored (RFC 7240 §2); a budget is clamped to its bounds. */
export function readPreferences(
  header: string | undefined,
  limits: { budgetMs: number; maxBudgetMs: number },
): Preferences {
  let budgetMs = limits.budgetMs
  let strict = false
  const applied: string[] = []
  const seen = new Set<string>()
  for (const preference of header?.split(',') ?? []) {
    const [token = '', ...rest] = (preference.split(';', 1)[0] ?? '').split('=')
    const name = token.trim().toLowerCase()
    const value = rest
      .join('=')
      .trim()
      .replace(/^"(.*)"$/, '$1')
    // Of several with the same name the first counts (RFC 7240 §2).
    if (seen.has(name)) continue
    seen.add(name)
    if (name === 'wait' && /^\d{1,7}(\.\d{1,6})?$/.test(value)) {
      budgetMs = Math.min(limits.maxBudgetMs, Math.max(minMs, Number(value) * 1_000))
      applied.push(`wait=${budgetMs / 1_000}`)
    } else if (name === 'handling' && (value === 'strict' || value === 'lenient')) {
      strict = value === 'strict'
      applied.push(`handling=${value}`)
    }
  }
  return { budgetMs, strict, applied: applied.length > 0 ? applied.join(', ') : null }
}
