import type { FaultRule, SemanticFault } from './fault.ts'

/** Applies a content fault; `real` creates the answer without the fault, which some faults modify. */
export async function playSemantic(
  rule: FaultRule,
  request: Request,
  real: () => Promise<Response>,
): Promise<Response> {
  return players[rule.fault as SemanticFault](rule, request, real)
}

type Player = (rule: FaultRule, request: Request, real: () => Promise<Response>) => Promise<Response>

const players: Record<SemanticFault, Player> = {
  // The app itself waits, because it holds the timers.
  delay: (_rule, _request, real) => real(),
  500: async ({ status = 500 }) => refusal(status, 'Internal Server Error'),
  503: async ({ status = 503, retryAfter = 2 }) => refusal(status, 'Service Unavailable', retryAfter),
  429: async ({ status = 429, retryAfter = 4 }) => refusal(status, 'Too Many Requests', retryAfter),
  html: async () => new Response(gatewayPage, { headers: { 'content-type': 'text/html; charset=UTF-8' } }),
  truncate: async (_rule, _request, real) => {
    const response = await real()
    const body = new Uint8Array(await response.arrayBuffer())
    const cut = body.slice(0, Math.floor(body.byteLength / 2))
    const headers = new Headers(response.headers)
    headers.set('content-length', String(cut.byteLength))
    return new Response(cut, { status: response.status, headers })
  },
  empty: async (_rule, _request, real) => {
    const response = await real()
    await response.body?.cancel()
    const type = response.headers.get('content-type') ?? 'application/json'
    return new Response(null, { status: 200, headers: { 'content-type': type, 'content-length': '0' } })
  },
  'odd-item': async (_rule, _request, real) => {
    const response = await real()
    const text = await response.text()
    return new Response(withOddItem(text), { status: response.status, headers: typeOf(response) })
  },
  'redirect-loop': async (_rule, request) => redirect(request.url),
  'redirect-private': async () => redirect('http://169.254.169.254/latest/meta-data/'),
}

const typeOf = (response: Response): Record<string, string> => ({
  'content-type': response.headers.get('content-type') ?? 'application/json',
})

/** Puts an unreadable item at the front of the first list of a body; a body without a list is unchanged. */
function withOddItem(text: string): string {
  const odd = { unreadable: 'item' }
  const spoil = (value: unknown): boolean => {
    if (Array.isArray(value)) return value.unshift(odd) > 0
    return (
      typeof value === 'object' &&
      value !== null &&
      Object.entries(value).some(([name, inner]) => name !== '@context' && spoil(inner))
    )
  }
  if (!/^\s*[[{]/.test(text)) return text
  const body: unknown = JSON.parse(text)
  spoil(body)
  return JSON.stringify(body)
}

const redirect = (location: string): Response => new Response(null, { status: 302, headers: { location } })

// As upstreams do: a 500 or 429 explains itself in JSON, a gateway's 502, 503 or 504 has a JSON type and no body.
function refusal(status: number, message: string, retryAfter?: number | string): Response {
  const headers = new Headers({ 'content-type': 'application/json; charset=UTF-8' })
  if (retryAfter !== undefined) headers.set('retry-after', String(retryAfter))
  const body = status === 500 || status < 500 ? JSON.stringify({ message, error: status }) : null
  return new Response(body, { status, headers })
}

const gatewayPage = `<!DOCTYPE html>
<html>
<head><title>Checking your connection</title></head>
<body>
<h1>One moment, please</h1>
<p>This page is shown in place of what you asked for, with status 200.</p>
</body>
</html>
`
