import { expect, test } from 'vitest'
import { z } from 'zod'
import { formOf } from '../../src/define/job-form.ts'
import type { JobKind } from '../../src/define/job-kind.ts'
import { features } from '../../src/features/index.ts'

const kinds = features.flatMap(({ jobs }) => jobs)

const kindOf = (input: z.ZodType, lists: JobKind['lists'] = {}): JobKind => ({
  ...(kinds[0] as JobKind),
  kind: 'x',
  summary: 'X',
  input,
  lists,
})

test('a form has every field of the body once, as a selector of items or as an option', () => {
  for (const kind of kinds) {
    const { ways, fields } = formOf(kind)
    const names = [...ways, ...fields].map(({ name }) => name)
    expect(names.toSorted()).toEqual(Object.keys((kind.input as z.ZodObject).shape).toSorted())
    expect(ways.length).toBeGreaterThan(0)
  }
})

test('types, bounds, choices and defaults are those of the schema', () => {
  const input = z.strictObject({
    names: z.array(z.string()).meta({ description: 'Names' }),
    size: z.int().min(1).max(9).default(3).meta({ description: 'Size' }),
    share: z.number().optional(),
    colour: z.enum(['red', 'blue']).default('red'),
    full: z.boolean().default(false),
    note: z.string().optional(),
  })
  expect(formOf(kindOf(input, { names: { commas: true } }))).toEqual({
    kind: 'x',
    summary: 'X',
    ways: [{ name: 'names', description: 'Names', list: { commas: true }, choices: null }],
    fields: [
      { name: 'size', description: 'Size', type: 'number', min: 1, max: 9, isWhole: true, default: 3 },
      {
        name: 'share',
        description: '',
        type: 'number',
        min: Number.MIN_SAFE_INTEGER,
        max: Number.MAX_SAFE_INTEGER,
        isWhole: false,
        default: null,
      },
      { name: 'colour', description: '', type: 'choice', choices: ['red', 'blue'], default: 'red' },
      { name: 'full', description: '', type: 'flag' },
      { name: 'note', description: '', type: 'text' },
    ],
  })
})

test('it is plain data', () => {
  for (const form of kinds.map(formOf)) expect(JSON.parse(JSON.stringify(form))).toEqual(form)
})
