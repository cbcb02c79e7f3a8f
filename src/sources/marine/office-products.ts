// The second provider of a zone's text: the whole product of its office. One list and one product serve all zones of the office.
import { AppError } from '../../core/errors.ts'
import { type Answer, type Call, together } from '../../pipeline/call.ts'
import type { Context } from '../../pipeline/context.ts'
import type { Kit } from '../../pipeline/source.ts'
import type { ZoneRecord } from './catalogue/read-zones.ts'
import { type ProductListQuery, productList } from './product-list.ts'
import { productText } from './product-text.ts'
import type { MarineText } from './schema.ts'
import type { Settings } from './settings.ts'
import type { ZoneTexts } from './zone-texts.ts'

const provider = 'nws-products'
const types: Record<ZoneRecord['kind'], string> = {
  coastal: 'CWF',
  nearshore: 'NSH',
  'great-lakes': 'GLF',
  offshore: 'OFF',
  'high-seas': 'HSF',
}

interface List {
  ids: readonly string[]
  /** Until when a text that was found through this list may be served stale. */
  staleUntil: number
}

/** Finds a zone's text in the products of its office; `not_found` if none of them contains the zone. */
export function officeProducts(kit: Kit<Settings>): Call<ZoneRecord, Answer<MarineText>> {
  const askList = kit.ask(productList)
  const lists = kit.keep<ProductListQuery, List>(
    { name: 'marine-product-list', key: ({ type, location }) => `${type}/${location}` },
    async (query, ctx) => {
      const answer = await askList(query, ctx)
      const { value: ids, freshUntil, staleUntil } = answer
      // Never served stale: the zone's own entry may be stale, and the two periods would add up.
      return { ...answer, value: { ids, staleUntil }, staleUntil: freshUntil }
    },
  )
  const products = kit.keep<string, ZoneTexts>(
    // A product with an id never changes; the list says when there is a newer one.
    { name: 'marine-product', key: (id) => id, policy: { freshMs: 6 * 3_600_000, staleMs: 0 } },
    kit.ask(productText),
  )

  return async (zone, ctx) => {
    const list = await present(zone, lists, ctx)
    let failure: AppError | undefined
    const { ids, staleUntil } = list.value
    for (const id of ids) {
      try {
        const product = await products(id, ctx)
        const text = Object.hasOwn(product.value, zone.id) ? product.value[zone.id] : undefined
        const timings = together(list.timings, product.timings)
        if (text) return { ...list, ...timings, value: text, staleUntil }
      } catch (error) {
        if (!(error instanceof AppError) || error === ctx.signal.reason) throw error
        failure ??= error
        // What prevents reading one product also prevents reading the next one.
        if (error.code !== 'upstream_invalid' && error.code !== 'not_found') break
      }
    }
    throw failure ?? missing(zone)
  }
}

/** The list of the office; if it is empty, the list under the product's own name (offshore: `NT2` of `OFFNT2`). */
async function present(
  zone: ZoneRecord,
  lists: Call<ProductListQuery, Answer<List>>,
  ctx: Context,
): Promise<Answer<List>> {
  const type = types[zone.kind]
  const own = zone.product?.startsWith(type) ? zone.product.slice(3) : zone.office
  for (const location of new Set([zone.office, own])) {
    try {
      const list = await lists({ type, location }, ctx)
      if (list.value.ids.length > 0) return list
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'not_found') throw error
    }
  }
  throw missing(zone)
}

const missing = ({ id, office, kind }: ZoneRecord): AppError =>
  new AppError('not_found', `no ${types[kind]} product of ${office} contains ${id}`, { provider })
