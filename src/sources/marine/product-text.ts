import { z } from 'zod'
import { defineEndpoint } from '../../pipeline/endpoint.ts'
import { explainRefusal } from '../nws-api.ts'
import { checked, parseJson } from '../read-json.ts'
import { escaped, requestUrl } from '../request-url.ts'
import type { Settings } from './settings.ts'
import { readZoneTexts, type ZoneTexts } from './zone-texts.ts'

const Product = z.object({ productText: z.string(), issuanceTime: z.string().nullish() })

/** Requests one product by its id: the texts of all its zones. */
export const productText = defineEndpoint<string, ZoneTexts, Settings>({
  name: 'marine/nws-products-text',
  provider: 'nws-products',
  accept: 'json',
  describe: (id, { NWS_API_URL }) => ({
    url: requestUrl(NWS_API_URL, `/products/${escaped(id)}`),
    headers: { accept: 'application/ld+json' },
  }),
  decode(body) {
    const { productText: text, issuanceTime } = checked(Product, parseJson(body), 'a product')
    return readZoneTexts(text, issuanceTime ? Date.parse(issuanceTime) : undefined)
  },
  explain: (failure, _, settings) => explainRefusal(failure, settings),
})
