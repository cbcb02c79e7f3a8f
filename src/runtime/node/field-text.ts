import { redact } from '../redact.ts'

/** Text of these characters contains no secret marker and needs no JSON escapes. */
const id = /^[\da-f-]+$/

/** Maximum number of distinct values cached for one field. */
const maxForms = 50
const maxLength = 200

/**
 * Serialises one field of a line, `,"name":value`, with secrets redacted; an empty string for a value that JSON cannot express.
 * Most fields have few distinct values, so their text is cached.
 */
export function createFieldText(): (name: string, value: unknown) => string {
  const names = new Map<string, { head: string; isSecret: boolean; texts: Map<string, string> }>()
  return (name, value) => {
    let known = names.get(name)
    if (!known) {
      const head = `,${JSON.stringify(name)}:`
      known = { head, isSecret: redact(`${head}0`) !== `${head}0`, texts: new Map() }
      if (names.size < 1_000) names.set(name, known)
    }
    const { head, isSecret } = known
    if (isSecret) return value === undefined ? '' : `${head}"[redacted]"`
    if (typeof value === 'number' && Number.isFinite(value)) return `${head}${value}`
    if (value === null) return `${head}null`
    if (typeof value !== 'string') return whole(head, value)
    if (id.test(value)) return `${head}"${value}"`
    const before = known.texts.get(value)
    if (before !== undefined) return before
    const text = whole(head, value)
    if (known.texts.size < maxForms && value.length <= maxLength) known.texts.set(value, text)
    return text
  }
}

/** A value that cannot be serialised is replaced by a note: logging must never throw. */
function whole(head: string, value: unknown): string {
  let json: string | undefined
  try {
    json = JSON.stringify(value)
  } catch (thrown) {
    json = JSON.stringify(`unwritable: ${thrown}`)
  }
  return json === undefined ? '' : redact(`${head}${json}`)
}
