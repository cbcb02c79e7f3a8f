// The client of a service with the feature beside this file. `api.ts` was printed by `printModule` of
// `tributary-client/generate` from the OpenAPI document of that service; a test keeps it current.
import { type ClientOptions, createClient, type Tributary } from 'tributary-client'
import { type GetCustomerAnswer, type Operations, routes } from './api.ts'

/** A client that also knows the routes of the feature. The token of the caller is sent with every request. */
export const createCustomerClient = (token: string, options: ClientOptions): Tributary<Operations> =>
  createClient<Operations>({ ...options, routes, headers: { ...options.headers, 'x-company-token': token } })

/** The price of everything that a customer has ordered, in cents. */
export async function spentCents(client: Tributary<Operations>, id: string): Promise<number> {
  const { data }: GetCustomerAnswer = await client.ask('getCustomer', { id })
  const prices = new Map(data.products.map((product) => [product.id, product.priceCents]))
  return (data.orders ?? []).reduce(
    (sum, { productId, count }) => sum + count * (prices.get(productId) ?? 0),
    0,
  )
}
