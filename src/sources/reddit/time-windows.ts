/** The periods over which Reddit ranks posts. */
export const timeWindows = ['hour', 'day', 'week', 'month', 'year', 'all'] as const
export type TimeWindow = (typeof timeWindows)[number]
