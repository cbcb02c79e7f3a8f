// What a job is asked, from arguments: only what its kind knows, every fault at once. The kinds and their options are those of
// the service that this program brings along.
import type { SubmitJobBody } from 'tributary-client'
import type { FormField, JobForm } from '../define/job-form.ts'
import { guess, type Option, type OptionTable } from './options.ts'
import { UsageError } from './usage-error.ts'

/** Where items come from beside the arguments. */
export const from = {
  kind: 'text',
  value: 'FILE',
  about: 'ITEMs from a file or standard input (-), one a line',
} as const satisfies Option

/** The options of the bodies of these kinds; what several kinds know is one option. */
export function bodyOptions(forms: readonly JobForm[]): OptionTable {
  const table = new Map<string, Option>()
  for (const [name, field] of forms.flatMap((form) => [...optionsOf(form)])) {
    if (table.has(name)) continue
    const kinds = forms.filter((form) => optionsOf(form).has(name)).map(({ kind }) => kind)
    table.set(name, optionOf(field, `${kinds.join(', ')}: ${field.description}`))
  }
  return Object.fromEntries(table)
}

/** What of a form is an option: all fields, and the ways that are no list; a list is given as arguments. */
function optionsOf({ ways, fields }: JobForm): ReadonlyMap<string, FormField> {
  const named = ways.flatMap(({ list, choices, ...way }): FormField[] => {
    if (list) return []
    return [choices ? { ...way, type: 'choice', choices, default: null } : { ...way, type: 'text' }]
  })
  return new Map([...named, ...fields].map((field) => [field.name, field]))
}

function optionOf(field: FormField, about: string): Option {
  switch (field.type) {
    case 'number':
      return { kind: 'number', value: 'N', least: field.min, most: field.max, isWhole: field.isWhole, about }
    case 'choice':
      return { kind: 'choice', choices: field.choices, about }
    default:
      return { kind: field.type, about }
  }
}

/** The body of a job. Throws a UsageError for a kind that is not known and for options that it does not take. */
export function jobBody(
  forms: readonly JobForm[],
  kind: string | undefined,
  items: readonly string[],
  values: Readonly<Record<string, unknown>>,
): SubmitJobBody {
  const form = forms.find((each) => each.kind === kind)
  if (!form) {
    const names = forms.map((each) => each.kind)
    const hint = kind === undefined ? '' : `, not '${kind}'${guess(kind, names)}`
    throw new UsageError([`KIND is one of ${names.join(', ')}${hint}`])
  }
  const known = optionsOf(form)
  const all = Object.keys(bodyOptions(forms))
  const given = all.flatMap((name) =>
    values[name] === undefined || values[name] === false ? [] : [[name, values[name]] as const],
  )
  const faults = given.flatMap(([name]) => (known.has(name) ? [] : [`--${name} is not for ${kind}`]))
  const list = form.ways.find((way) => way.list)
  const isNamed = form.ways.some(({ name }) => given.some(([option]) => option === name))
  if (items.length === 0 && !isNamed) {
    faults.push(`which ${list?.name ?? 'items'}? ITEM..., --from FILE, or an option of it`)
  }
  if (faults.length > 0) throw new UsageError(faults)
  const listed = items.length > 0 && list ? { [list.name]: items } : {}
  return { kind, ...listed, ...Object.fromEntries(given) } as SubmitJobBody
}
