import { z } from 'zod'
import { formOf } from '../define/job-form.ts'
import type { JobKind } from '../define/job-kind.ts'
import { argumentsOf, type Tool } from './tool.ts'

const id = z.string().min(1).max(200).meta({ description: 'The id from start_job' })

/** Tools that start, read and cancel jobs. */
export function jobTools(jobs: readonly JobKind[]): Tool[] {
  if (jobs.length === 0) return []
  const kinds = jobs.map(({ kind }) => kind)
  return [
    {
      name: 'start_job',
      title: 'Start a job',
      description:
        'Requests many more items than one call may have. The job continues after this call, at background priority. ' +
        'Pass `kind` and the fields of that kind, lists as JSON arrays:\n' +
        jobs.map(fieldsOf).join('\n'),
      isReadOnly: false,
      isAggregated: false,
      input: {
        type: 'object',
        properties: { kind: { type: 'string', enum: kinds } },
        required: ['kind'],
        additionalProperties: true,
      },
      read: (body) => ({ type: 'start-job', body }),
    },
    {
      name: 'get_job',
      title: 'Get a job',
      description: 'Its state and progress; with `result` also the completed parts, which may be large.',
      isReadOnly: true,
      isAggregated: false,
      ...argumentsOf(z.object({ id, result: z.boolean().default(false) }), ({ id, result }) => ({
        type: 'get-job',
        id,
        withResult: result,
      })),
    },
    {
      name: 'cancel_job',
      title: 'Cancel a job',
      description: 'Ends it; completed parts stay in its result.',
      isReadOnly: false,
      isAggregated: false,
      ...argumentsOf(z.object({ id }), ({ id }) => ({ type: 'cancel-job', id })),
    },
  ]
}

/** `forecasts: one of zones (list), office, near; count, raw`. */
function fieldsOf(kind: JobKind): string {
  const { ways, fields } = formOf(kind)
  const named = ways.map(({ name, list }) => (list ? `${name} (list)` : name)).join(', ')
  const more = fields.map(({ name }) => name).join(', ')
  return `- ${kind.kind}: ${ways.length > 1 ? 'one of ' : ''}${named}${more === '' ? '' : `; optional ${more}`}`
}
