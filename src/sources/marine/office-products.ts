// The second way to a zone's text: its office's whole product. One list and one product serve all zones of the office.
import { AppError } from '../../core/errors.ts'
import type { Answer, Call, Context } from '../../pipeline/call.ts'
import type { Kit } from '../../pipeline/source.ts'
import type { ZoneRecord } from './catalogue/read-zones.ts'
import { type ProductListQuery, productList } from './product-list.ts'
import { productText } from './product-text.ts'
import type { Settings } from './settings.ts'
import type { MarineText } from './zone-texts.ts'

const provider = 'nws-products'
const types: Record<ZoneRecord['kind'], string> = {
  coastal: 'CWF',
  nearshore: 'NSH',
  'great-lakes': 'GLF',
  offshore: 'OFF',
  'high-seas': 'HSF',
}

/** Gives a zone's text out of its office's products; `not_found` when none of them holds the zone. */
export function officeProducts(kit: Kit<Settings>): Call<ZoneRecord, Answer<MarineText>> {
  const lists = kit.keep<ProductListQuery, string[]>(
    {
      name: 'marine-product-list',
      key: ({ type, location }) => `${type}/${location}`,
      // Not served stale: the zone above is, and two layers of it would add up.
      policy: { staleMs: 0 },
    },
    kit.ask(productList),
  )
  const products = kit.keep(
    // What has an id never changes.
    { name: 'marine-product', key: (id: string) => id, policy: { freshMs: 6 * 3_600_000, staleMs: 0 } },
    kit.ask(productText),
  )

  return async (zone, ctx) => {
    const list = await present(zone, lists, ctx)
    let attempts = list.attempts
    let failure: AppError | undefined
    for (const id of list.value) {
      try {
        const product = await products(id, ctx)
        attempts += product.attempts
        const text = Object.hasOwn(product.value, zone.id) ? product.value[zone.id] : undefined
        if (text) return { ...list, value: text, attempts }
      } catch (error) {
        ctx.signal.throwIfAborted()
        if (!(error instanceof AppError)) throw error
        attempts += error.attempts
        failure ??= error
      }
    }
    throw (failure ?? missing(zone)).again(attempts)
  }
}

/** The office's list; where it is empty, the one under the product's own name (offshore: `NT2` of `OFFNT2`). */
async function present(
  zone: ZoneRecord,
  lists: Call<ProductListQuery, Answer<string[]>>,
  ctx: Context,
): Promise<Answer<string[]>> {
  const type = types[zone.kind]
  const own = zone.product?.startsWith(type) ? zone.product.slice(3) : zone.office
  let attempts = 0
  for (const location of new Set([zone.office, own])) {
    try {
      const list = await lists({ type, location }, ctx)
      attempts += list.attempts
      if (list.value.length > 0) return { ...list, attempts }
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'not_found') throw error
      attempts += error.attempts
    }
  }
  throw missing(zone).again(attempts)
}

const missing = ({ id, office, kind }: ZoneRecord): AppError =>
  new AppError('not_found', `no ${types[kind]} product of ${office} holds ${id}`, { provider })
