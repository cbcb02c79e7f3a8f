import type { PagePath } from '../web/layout.ts'
import type { Service } from './service.ts'

/** The pages that every navigation leads to where they are: on this port, on this platform. */
export function pagesOf(
  { jobs }: Pick<Service, 'jobs'>,
  { isForCallers, isForOperator }: { isForCallers: boolean; isForOperator: boolean },
): PagePath[] {
  const hasJobs = isForCallers && jobs !== undefined
  return [...(hasJobs ? (['/jobs'] as const) : []), ...(isForOperator ? (['/status'] as const) : [])]
}

/** The same for a page of callers: the operator's are elsewhere when they have a port of their own. */
export const pagesForCallers = (service: Pick<Service, 'jobs' | 'config'>): PagePath[] =>
  pagesOf(service, { isForCallers: true, isForOperator: service.config.OPS_PORT === undefined })
