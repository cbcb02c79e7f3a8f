// The service with its routes of jobs; the upstreams are the sandbox.
import { createHash } from 'node:crypto'
import { http } from 'msw'
import { afterEach, expect } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { type AnyJson, startService, type TestService } from '../support/service.ts'

/** Services of one test each, closed after it. */
export function jobServices() {
  let service: TestService | undefined
  afterEach(async () => {
    await service?.close()
    service = undefined
  })
  const start = (environment: Record<string, string> = {}): TestService => {
    service = startService(environment)
    return service
  }
  /** A service whose text server never answers, with what it was asked. */
  function startStuck(environment: Record<string, string> = {}): { service: TestService; asked: string[] } {
    const service = start(environment)
    const asked: string[] = []
    service.use(
      http.get('http://sandbox.test/*', ({ request }) => {
        asked.push(request.url)
        return new Promise<never>(() => {})
      }),
    )
    return { service, asked }
  }

  return { start, startStuck }
}

export const post = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
})

/** Asks until the job has come into this state. */
export async function reaches(
  service: TestService,
  path: string,
  state: string,
  init?: RequestInit,
): Promise<AnyJson> {
  return eventually(async () => {
    const { body } = await service.json(path, init)
    expect(body.state).toBe(state)
    return body
  })
}

export const linesOf = async (response: Response): Promise<AnyJson[]> =>
  (await response.text())
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

export const keyOf = (name: string): string =>
  `${name}:${createHash('sha256').update(`key-of-${name}`).digest('hex')}`
export const by = (name: string): Record<string, string> => ({ authorization: `Bearer key-of-${name}` })
