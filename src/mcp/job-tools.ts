import { z } from 'zod'
import { faultsOf } from '../core/faults.ts'
import { formOf } from '../define/job-form.ts'
import type { JobKind } from '../define/job-kind.ts'
import type { Tool } from './tool.ts'

const JobId = z.string().min(1).max(200)
const id = { type: 'string', description: 'The id from start_job' }

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
      input: {
        type: 'object',
        properties: { id, result: { type: 'boolean', default: false } },
        required: ['id'],
        additionalProperties: false,
      },
      read(given) {
        const read = z.object({ id: JobId, result: z.boolean().default(false) }).safeParse(given)
        if (!read.success) return faultsOf(read.error.issues, 'query')
        return { type: 'get-job', id: read.data.id, withResult: read.data.result }
      },
    },
    {
      name: 'cancel_job',
      title: 'Cancel a job',
      description: 'Ends it; completed parts stay in its result.',
      isReadOnly: false,
      isAggregated: false,
      input: { type: 'object', properties: { id }, required: ['id'], additionalProperties: false },
      read(given) {
        const read = z.object({ id: JobId }).safeParse(given)
        return read.success ? { type: 'cancel-job', id: read.data.id } : faultsOf(read.error.issues, 'query')
      },
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
