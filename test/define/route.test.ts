import { expect, test } from 'vitest'
import { present } from '../../src/define/route.ts'

test('the parts that failed leave no gap in a list', () => {
  expect(present([1, null, 0, null, 2])).toEqual([1, 0, 2])
})
