// What the forms of the page ask for, as the body of `POST /v1/jobs`. What is wrong with it is left for the service to say.
import type { JobForm } from '../../../define/job-form.ts'

/** What was typed into one form, by the names of its inputs. */
export type JobFields = Readonly<Record<string, string>>

/** The body that the fields of a form mean; a field that is left empty is not in it. */
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
