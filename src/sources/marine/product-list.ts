import { z } from 'zod'
import { defineEndpoint } from '../../pipeline/endpoint.ts'
import { explainRefusal } from '../nws-api.ts'
import { checked, parseJson, readAny } from '../read-json.ts'
import { escaped, requestUrl } from '../request-url.ts'
import type { Settings } from './settings.ts'

/** The products to list: `CWF` of `LWX`. */
export interface ProductListQuery {
  type: string
  location: string
}

const List = z.object({ '@graph': z.array(z.unknown()) })

const Item = z.object({
  id: z.string().regex(/^[\w-]{1,80}$/),
  // Used only to sort the products.
  wmoCollectiveId: z.string().catch(''),
  issuanceTime: z
    .string()
    .transform((time) => Date.parse(time))
    .pipe(z.number())
    .catch(0),
})

// No office sends more products for its marine zones at a time.
const maxProducts = 6

/**
 * Requests the ids of an office's products. Some offices send several at a time, mostly under separate WMO headings: the newest
 * of each heading comes first, then the others, newest first. An office without products gives an empty list.
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
