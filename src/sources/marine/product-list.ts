import { z } from 'zod'
import { defineEndpoint } from '../../pipeline/endpoint.ts'
import { explainRefusal } from '../nws-api.ts'
import { checked, parseJson, readAny } from '../read-json.ts'
import { escaped, requestUrl } from '../request-url.ts'
import type { Settings } from './settings.ts'

/** Which products are asked for: `CWF` of `LWX`. */
export interface ProductListQuery {
  type: string
  location: string
}

const List = z.object({ '@graph': z.array(z.unknown()) })

const Item = z.object({
  id: z.string().regex(/^[\w-]{1,80}$/),
  // They only put the products in order.
  wmoCollectiveId: z.string().catch(''),
  issuanceTime: z
    .string()
    .transform((time) => Date.parse(time))
    .pipe(z.number())
    .catch(0),
})

// No office sends more for its marine zones at a time.
const maxProducts = 6

/**
 * Asks for the ids of an office's products. Some offices send several at a time, mostly under WMO headings of their own: the
 * newest of each heading comes first, then what is left, the newest first. None is an empty list.
 */
export const productList = defineEndpoint<ProductListQuery, string[], Settings>({
  name: 'marine/nws-products-list',
  provider: 'nws-products',
  accept: 'json',
  describe: ({ type, location }, { NWS_API_URL }) => ({
    url: requestUrl(NWS_API_URL, `/products/types/${escaped(type)}/locations/${escaped(location)}`),
    headers: { accept: 'application/ld+json' },
  }),
  decode(body) {
    const graph = checked(List, parseJson(body), 'a list of products')['@graph']
    const newestFirst = readAny(Item, graph, 'a product').sort((a, b) => b.issuanceTime - a.issuanceTime)
    const headings = new Set<string>()
    const [first, rest]: [string[], string[]] = [[], []]
    for (const { wmoCollectiveId, id } of newestFirst) {
      if (headings.has(wmoCollectiveId)) rest.push(id)
      else first.push(id)
      headings.add(wmoCollectiveId)
    }
    return [...first, ...rest].slice(0, maxProducts)
  },
  explain: (failure, _, settings) => explainRefusal(failure, settings),
})
