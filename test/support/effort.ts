/** True in `npm run test:all`, false in `npm test`. */
export const isWhole = process.env.TESTS === 'all'

/** Number of repetitions: `full`, or a tenth of it in `npm test`. */
export const share = (full: number): number => (isWhole ? full : Math.ceil(full / 10))
