// The values of a form as the body of `POST /v1/jobs`. The service reports invalid values.
import type { JobForm } from '../../../define/job-form.ts'

/** The values of a form by the names of its inputs. */
export type JobFields = Readonly<Record<string, string>>

/** The body for the values of a form, without empty fields. */
export function orderOf({ by, which = '', ...rest }: JobFields, { kind, ways, fields }: JobForm): object {
  const way = ways.find(({ name }) => name === by) ?? ways[0]
  const given = fields.flatMap(({ name, type }) => {
    const text = rest[name]?.trim() ?? ''
    if (text === '') return []
    return [[name, type === 'number' ? Number(text) : type === 'flag' ? true : text]]
  })
  const chosen = way ? { [way.name]: way.list ? itemsOf(which, way.list) : which.trim() } : {}
  return { kind, ...chosen, ...Object.fromEntries(given) }
}

const itemsOf = (text: string, { commas }: { commas: boolean }): string[] =>
  text
    .split(commas ? /[\s,]+/ : '\n')
    .map((item) => item.trim())
    .filter((item) => item !== '')
