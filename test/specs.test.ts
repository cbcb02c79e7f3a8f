import { readdirSync, readFileSync } from 'node:fs'
import { HttpResponse, http } from 'msw'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { startService } from './support/service.ts'

const headers = z.record(z.string(), z.string()).default({})
const Spec = z.strictObject({
  name: z.string(),
  environment: z.record(z.string(), z.string()).default({}),
  upstreams: z
    .array(
      z.strictObject({
        path: z.string(),
        status: z.int().default(200),
        headers,
        body: z.unknown().default(''),
      }),
    )
    .default([]),
  request: z.strictObject({
    path: z.string(),
    method: z.string().default('GET'),
    headers,
    body: z.string().optional(),
  }),
  answer: z.strictObject({ status: z.int(), headers, body: z.unknown().optional() }),
  asked: z.record(z.string(), z.int()).default({}),
})
type Spec = z.infer<typeof Spec>

const folder = new URL('specs/', import.meta.url)
const files = readdirSync(folder).filter((name) => name.endsWith('.json'))

for (const file of files) {
  const specs = z.array(Spec).parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8')))
  describe(file.replace('.json', ''), () => {
    test.each(specs.map((spec) => [spec.name, spec] as const))('%s', (_, spec) => play(spec))
  })
}

async function play({ environment, upstreams, request, answer, asked }: Spec): Promise<void> {
  const service = startService(environment)
  const counts = new Map<string, number>()
  for (const { path, status, headers: sent, body } of upstreams) {
    service.use(
      http.all(`http://sandbox.test${path}`, () => {
        counts.set(path, (counts.get(path) ?? 0) + 1)
        const text = typeof body === 'string' ? body : JSON.stringify(body)
        const type = typeof body === 'string' ? 'text/plain' : 'application/json'
        return new HttpResponse(text, { status, headers: { 'content-type': type, ...sent } })
      }),
    )
  }
  try {
    const { path, method, headers: given, body } = request
    const response = await service.json(path, { method, headers: given, ...(body !== undefined && { body }) })
    expect(response.status).toBe(answer.status)
    for (const [name, value] of Object.entries(answer.headers)) expect(response.headers.get(name)).toBe(value)
    if (answer.body !== undefined) expect(response.body).toMatchObject(answer.body as object)
    const scripted = (part: string) =>
      [...counts].filter(([key]) => key.includes(part)).reduce((sum, [, n]) => sum + n, 0)
    for (const [part, times] of Object.entries(asked)) {
      expect(service.asked(part) + scripted(part), `requests to ${part}`).toBe(times)
    }
  } finally {
    await service.close()
  }
}
