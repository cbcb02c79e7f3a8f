// Checks a set of features as a whole: names that are used twice, and inputs that do not fit their routes.
import { z } from 'zod'
import type { Feature } from './feature.ts'
import type { Route } from './route.ts'

/** The errors in these features, one line each; empty if they can be served together. */
export function faultsOfFeatures(features: readonly Feature[]): string[] {
  const faults: string[] = []
  const owners = new Map<string, Feature>()
  const sources = new Map<string, unknown>()
  const claim = (what: string, feature: Feature): void => {
    const owner = owners.get(what)
    if (owner)
      faults.push(
        `${feature.name}: the ${what} is ${owner === feature ? 'its own already' : `${owner.name}'s`}`,
      )
    else owners.set(what, feature)
  }
  for (const feature of features) {
    const { name, routes, directRoutes, jobs } = feature
    if (owners.has(`name ${name}`)) {
      faults.push(`${name}: two features have this name`)
      continue
    }
    claim(`name ${name}`, feature)
    for (const source of feature.sources) {
      // Several features may use one source, but not two sources with the same name.
      if ((sources.get(source.name) ?? source) !== source)
        faults.push(`${name}: another source has the name ${source.name}`)
      if (source.name.includes(':')) faults.push(`${name}: the source ${source.name} has a colon in its name`)
      sources.set(source.name, source)
    }
    for (const { kind } of jobs) claim(`kind of job ${kind}`, feature)
    for (const { method = 'get', path, operationId } of [...routes, ...directRoutes]) {
      claim(`route ${method.toUpperCase()} ${path}`, feature)
      claim(`operation ${operationId}`, feature)
    }
    for (const { tool } of routes) if (tool !== undefined) claim(`tool ${tool}`, feature)
    for (const route of routes)
      faults.push(...faultsOfRoute(route, feature).map((fault) => `${name}: ${fault}`))
  }
  return faults
}

/** Names in the path and in the body must be fields of the input, and none may be in both. */
function faultsOfRoute({ path, input, body = [], sources }: Route, feature: Feature): string[] {
  if (!path.startsWith('/v1/')) return [`${path}: a path begins with /v1/`]
  if (!(input instanceof z.ZodObject)) return [`${path}: its input is not an object schema`]
  const fields = Object.keys(input.shape)
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  const unknown = [...inPath, ...body].filter((name) => !fields.includes(name))
  const twice = body.filter((name) => inPath.includes(name))
  const listed = feature.sources.map(({ name }) => name)
  return [
    ...sources
      .filter((name) => !listed.includes(name))
      .map((name) => `${path}: the feature does not list its source ${name}`),
    ...unknown.map((name) => `${path}: ${name} is not a field of its input`),
    ...twice.map((name) => `${path}: ${name} cannot be in the path and in the body`),
  ]
}
