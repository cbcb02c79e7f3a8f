/** Whether everything is proven: `npm run test:all`, and not `npm test`. */
export const isWhole = process.env.TESTS === 'all'

/** How often to repeat what is proven by repetition: a tenth of `full` in `npm test`. */
export const share = (full: number): number => (isWhole ? full : Math.ceil(full / 10))
