import { HttpResponse, http } from 'msw'
import { onTestFinished } from 'vitest'
import { customers } from '../../examples/customer/customer.ts'
import { startService } from '../support/service.ts'

const variables = {
  USERS_URL: 'http://users.test',
  ORDERS_URL: 'http://orders.test/v2',
  PRODUCTS_URL: 'http://products.test',
}

/** A service with customers and nothing else; each upstream request is noted with the token that came along. */
export function startCustomers(missing: readonly string[] = []) {
  const requests: string[] = []
  const service = startService(variables, { features: [customers] })
  onTestFinished(() => service.close())
  const answer = (path: string, bodyOf: (id: unknown) => object) =>
    http.get(path, ({ request, params }) => {
      const { pathname, search, host } = new URL(request.url)
      requests.push(`${host}${pathname}${search} ${request.headers.get('x-company-token') ?? '-'}`)
      return missing.includes(host)
        ? HttpResponse.json({}, { status: 404 })
        : HttpResponse.json(bodyOf(params.id))
    })
  service.use(
    answer('http://users.test/users/:id', (id) => ({
      id,
      name: 'Ann',
      tier: 'paid',
      secret: 'is not served',
    })),
    answer('http://orders.test/v2/orders', () => [
      { id: 'o1', productId: 'p1', count: 2 },
      { id: 'o2', productId: 'p2', count: 1 },
      { id: 'o3', productId: 'p1', count: 1 },
    ]),
    answer('http://products.test/products/:id', (id) => ({ id, name: 'Rope', priceCents: 900 })),
  )
  return { ...service, requests }
}
