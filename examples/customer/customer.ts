// A company's three upstreams behind one route: a customer with the orders, and the product of each of them. The token of the
// caller is sent on to all three, and keeps the caches of callers apart. A feature of its own, outside of the service.
import {
  checked,
  defaultPolicy,
  defineEndpoint,
  defineFeature,
  defineRoute,
  defineSource,
  type FromCaller,
  parseJson,
  requestUrl,
  z,
} from 'tributary'

const User = z
  .object({ id: z.string(), name: z.string(), tier: z.enum(['free', 'paid']) })
  .meta({ id: 'User' })
const CustomerId = z
  .string()
  .regex(/^\d{1,12}$/, 'a customer is a number')
  .meta({ examples: ['42'] })
const Order = z.object({ id: z.string(), productId: z.string(), count: z.int() }).meta({ id: 'Order' })
const Product = z.object({ id: z.string(), name: z.string(), priceCents: z.int() }).meta({ id: 'Product' })

type Asked = { key: string } & FromCaller
type Settings = Record<string, string>

/** The common part of the three sources: one JSON document per key, at a URL that the operator must set. */
function companySource<Out>(
  name: string,
  output: z.ZodType<Out>,
  pathOf: (key: string) => [path: string, query: Record<string, string>],
) {
  const variable = `${name.toUpperCase()}_URL`
  const settings = z.object({ [variable]: z.url().meta({ description: `The company's ${name}` }) })
  const endpoint = defineEndpoint<Asked, Out, Settings>({
    name: `${name}/api`,
    provider: 'api',
    accept: 'json',
    describe: ({ key, caller }, given) => ({
      url: requestUrl(given[variable] ?? '', ...pathOf(key)),
      headers: { ...caller?.headers },
    }),
    decode: (body) => checked(output, parseJson(body), name),
  })
  return defineSource<Asked, Out, Settings>({
    name,
    settings,
    policy: { ...defaultPolicy, concurrency: 16, freshMs: 30_000, staleMs: 0 },
    providers: [{ name: 'api', baseUrl: (given) => given[variable] ?? null }],
    endpoints: [endpoint],
    callerHeaders: ['x-company-token'],
    key: ({ key }) => key,
    output,
    build: (kit) => kit.ask(endpoint),
  })
}

const id = encodeURIComponent
const users = companySource('users', User, (key) => [`/users/${id(key)}`, {}])
const orders = companySource('orders', z.array(Order), (user) => ['/orders', { user }])
const products = companySource('products', Product, (key) => [`/products/${id(key)}`, {}])
const maxProducts = 20

const customer = defineRoute({
  path: '/v1/customers/{id}',
  operationId: 'getCustomer',
  tool: 'customer',
  summary: 'A customer with orders and products',
  description: 'An unknown customer is a 404. Orders and products that fail are reported in `parts`.',
  input: z.object({ id: CustomerId }),
  data: z
    .object({ user: User, orders: z.array(Order).nullable(), products: z.array(Product) })
    .meta({ id: 'Customer' }),
  sources: [users, orders, products],
  asks: () => [
    [users, 1],
    [orders, 1],
    [products, maxProducts],
  ],
  budgetMs: 3_000,
  async gather({ id }, collector) {
    const [user, found] = await Promise.all([
      collector.require(users, { key: id }, (user) => user),
      collector.ask(orders, { key: id }, (list) => list),
    ])
    const ids = [...new Set(found?.map(({ productId }) => productId))].slice(0, maxProducts)
    const asked = ids.map((key) => collector.ask(products, { key }, (product) => product))
    return { user, orders: found, products: (await Promise.all(asked)).filter((one) => one !== null) }
  },
})

/** The feature; a file named in `FEATURES` may export several. */
export const customers = defineFeature({
  name: 'customers',
  summary: 'Customers, with what they have ordered.',
  sources: [users, orders, products],
  routes: [customer],
})
