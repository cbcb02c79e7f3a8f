import type { PagePath } from '../web/layout.ts'
import type { Service } from './service.ts'

/** Returns the pages that the navigation links to: those served on this port and platform. */
export function navLinksOf(
  { jobs }: Pick<Service, 'jobs'>,
  { isForCallers, isForOperator }: { isForCallers: boolean; isForOperator: boolean },
): PagePath[] {
  const hasJobs = isForCallers && jobs !== undefined
  return [...(hasJobs ? (['/jobs'] as const) : []), ...(isForOperator ? (['/status'] as const) : [])]
}

/** Returns the links for a page on the callers' port, which lacks the operator's pages when `OPS_PORT` is set. */
export const navLinksForCallers = (service: Pick<Service, 'jobs' | 'config'>): PagePath[] =>
  navLinksOf(service, { isForCallers: true, isForOperator: service.config.OPS_PORT === undefined })
