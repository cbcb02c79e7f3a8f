// Builds the body of a job from arguments, and reports all faults together. The kinds are those of this version, not of the
// service at `--url`.
import type { SubmitJobBody } from 'tributary-client'
import type { FormField, JobForm } from '../define/job-form.ts'
import { type Option, type OptionTable, suggestion } from './options.ts'
import { UsageError } from './usage-error.ts'

/** The option that reads further items from a file. */
export const from = {
  kind: 'text',
  value: 'FILE',
  about: 'read ITEMs from a file or standard input (-), one per line',
} as const satisfies Option

/** The options of these kinds; a field that several kinds share is one option. */
export function bodyOptions(forms: readonly JobForm[]): OptionTable {
  const table = new Map<string, Option>()
  for (const [name, field] of forms.flatMap((form) => [...optionsOf(form)])) {
    if (table.has(name)) continue
    const kinds = forms.filter((form) => optionsOf(form).has(name)).map(({ kind }) => kind)
    table.set(name, optionOf(field, `${kinds.join(', ')}: ${field.description}`))
  }
  return Object.fromEntries(table)
}

/** The fields and selectors of a form that are options. Lists are not: their items are arguments. */
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
      return { kind: 'number', value: 'N', min: field.min, max: field.max, isWhole: field.isWhole, about }
    case 'choice':
      return { kind: 'choice', choices: field.choices, about }
    default:
      return { kind: field.type, about }
  }
}

/** Builds the body of a job. Throws a UsageError for an unknown kind, and for options that the kind does not have. */
export function jobBody(
  forms: readonly JobForm[],
  kind: string | undefined,
  items: readonly string[],
  values: Readonly<Record<string, unknown>>,
): SubmitJobBody {
  const form = forms.find((each) => each.kind === kind)
  if (!form) {
    const names = forms.map((each) => each.kind)
    const hint = kind === undefined ? '' : `, not '${kind}'${suggestion(kind, names)}`
    throw new UsageError([`KIND must be one of ${names.join(', ')}${hint}`])
  }
  const known = optionsOf(form)
  const all = Object.keys(bodyOptions(forms))
  const given = all.flatMap((name) =>
    values[name] === undefined || values[name] === false ? [] : [[name, values[name]] as const],
  )
  const faults = given.flatMap(([name]) => (known.has(name) ? [] : [`--${name} is not an option of ${kind}`]))
  const list = form.ways.find((way) => way.list)
  const isNamed = form.ways.some(({ name }) => given.some(([option]) => option === name))
  if (items.length === 0 && !isNamed) {
    faults.push(`${list?.name ?? 'items'} are required: ITEM..., --from FILE, or an option that selects them`)
  }
  if (faults.length > 0) throw new UsageError(faults)
  const listed = items.length > 0 && list ? { [list.name]: items } : {}
  return { kind, ...listed, ...Object.fromEntries(given) } as SubmitJobBody
}
