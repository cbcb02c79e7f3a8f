// The manifests against the Kubernetes schemas, and against what the service itself knows: its variables, routes and ports.
import { spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as apps from 'kubernetes-models/apps/v1'
import * as autoscaling from 'kubernetes-models/autoscaling/v2'
import * as networking from 'kubernetes-models/networking.k8s.io/v1'
import * as policy from 'kubernetes-models/policy/v1'
import * as core from 'kubernetes-models/v1'
import { expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { describeVariables } from '../../src/config/config.ts'
import { registry } from '../../src/entry/compose.ts'

interface Container {
  name: string
  image: string
  env?: { name: string; value: string }[]
  ports?: { name: string; containerPort: number }[]
  resources: { requests: { memory: string }; limits: { memory: string } }
  securityContext: Record<string, unknown>
  [probe: `${string}Probe`]: { httpGet?: { path: string; port: string } }
}
interface Manifest {
  apiVersion: string
  kind: string
  metadata: { name: string; labels: Record<string, string> }
  data?: Record<string, string>
  // biome-ignore lint/suspicious/noExplicitAny: each kind has its own; the schemas check them.
  spec: any
}
type Model = new (data: object) => { validate(): void }

const folder = fileURLToPath(new URL('../../deploy/kubernetes/', import.meta.url))
const files = globSync('*.yaml', { cwd: folder }).sort()
const text = (file: string): string => readFileSync(join(folder, file), 'utf8')
const isKustomization = (file: string): boolean => file === 'kustomization.yaml'
const manifests: Manifest[] = files
  .filter((file) => !isKustomization(file))
  .flatMap((file) => parseAllDocuments(text(file)).map((document) => document.toJS() as Manifest))

const groups: Record<string, { module: string; models: object }> = {
  v1: { module: 'kubernetes-models/v1', models: core },
  'apps/v1': { module: 'kubernetes-models/apps/v1', models: apps },
  'autoscaling/v2': { module: 'kubernetes-models/autoscaling/v2', models: autoscaling },
  'policy/v1': { module: 'kubernetes-models/policy/v1', models: policy },
  'networking.k8s.io/v1': { module: 'kubernetes-models/networking.k8s.io/v1', models: networking },
}

const of = (kind: string): Manifest[] => manifests.filter((manifest) => manifest.kind === kind)
const named = (kind: string, name: string): Manifest => {
  const found = of(kind).find(({ metadata }) => metadata.name === name)
  if (!found) throw new Error(`no ${kind} ${name}`)
  return found
}
const workloads = [...of('Deployment'), ...of('StatefulSet')]
const own = of('Deployment')
const containerOf = ({ spec }: Manifest): Container => spec.template.spec.containers[0]
const labelled = (selector: Record<string, string>): Manifest[] =>
  workloads.filter(({ spec }) => {
    const { labels } = spec.template.metadata
    return Object.entries(selector).every(([name, value]) => labels[name] === value)
  })
const bytesOf = (quantity: string): number => {
  const [, count, unit] = /^(\d+)(Mi|Gi)$/.exec(quantity) ?? []
  return Number(count) * (unit === 'Gi' ? 2 ** 30 : 2 ** 20)
}

test('the kustomization lists every file of the folder', () => {
  const { resources } = parse(text('kustomization.yaml')) as { resources: string[] }
  expect(resources.toSorted()).toEqual(files.filter((file) => !isKustomization(file)))
})

test.each(manifests.map((manifest) => [manifest.kind, manifest.metadata.name, manifest] as const))(
  '%s %s is valid by the schema of its version',
  (kind, _name, manifest) => {
    const models = groups[manifest.apiVersion]?.models as Record<string, Model> | undefined
    const Kind = models?.[kind]
    if (!Kind) throw new Error(`${manifest.apiVersion} has no ${kind}`)
    expect(() => new Kind(manifest).validate()).not.toThrow()
  },
)

test('no manifest has a field that its version does not know', () => {
  // The schemas let unknown fields pass; the types that are made from them do not.
  const lines = manifests.map(({ apiVersion, kind, ...rest }, index) => {
    const { module } = groups[apiVersion] ?? { module: apiVersion }
    return `import { ${kind} as Kind${index} } from '${module}'\nnew Kind${index}(${JSON.stringify(rest)})`
  })
  const here = mkdtempSync(fileURLToPath(new URL('./typed-', import.meta.url)))
  try {
    const program = (source: string): { status: number | null; stdout: string } => {
      writeFileSync(join(here, 'program.ts'), source)
      const options = '--noEmit --ignoreConfig --skipLibCheck --strict --module nodenext --target esnext'
      return spawnSync('tsc', [...options.split(' '), join(here, 'program.ts')], { encoding: 'utf8' })
    }
    expect(program(lines.join('\n')).stdout).toBe('')
    const misspelt = "import { Service } from 'kubernetes-models/v1'\nnew Service({ spec: { port: [] } })"
    expect(program(misspelt).stdout).toContain("'port' does not exist")
  } finally {
    rmSync(here, { recursive: true })
  }
})

test('every variable set is known to the service', () => {
  const known = new Set(describeVariables(registry).map(({ name }) => name))
  const set = [
    ...Object.keys(named('ConfigMap', 'tributary').data ?? {}),
    ...own.flatMap((each) => (containerOf(each).env ?? []).map(({ name }) => name)),
  ]
  expect(set.filter((name) => !known.has(name))).toEqual([])
  expect(set.length).toBeGreaterThan(5)
})

test('selectors match their pods', () => {
  for (const workload of workloads) {
    expect(labelled(workload.spec.selector.matchLabels)).toEqual([workload])
    for (const { labelSelector } of workload.spec.template.spec.topologySpreadConstraints ?? [])
      expect(labelled(labelSelector.matchLabels)).toEqual([workload])
  }
  for (const { spec, metadata } of of('PodDisruptionBudget')) {
    expect(labelled(spec.selector.matchLabels).map((found) => found.metadata.name)).toEqual([metadata.name])
  }
  for (const { spec } of of('Service')) expect(labelled(spec.selector)).toHaveLength(1)
  for (const { spec } of of('HorizontalPodAutoscaler')) {
    expect(named(spec.scaleTargetRef.kind, spec.scaleTargetRef.name).spec.replicas).toBeUndefined()
  }
  for (const { spec } of of('NetworkPolicy')) expect(labelled(spec.podSelector.matchLabels)).toHaveLength(2)
})

test('ports and probes match the service', () => {
  const { OPS_PORT } = named('ConfigMap', 'tributary').data ?? {}
  for (const workload of own) {
    const container = containerOf(workload)
    const ports = new Map((container.ports ?? []).map(({ name, containerPort }) => [name, containerPort]))
    expect(ports.get('ops')).toBe(Number(OPS_PORT))
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'] as const) {
      const { path, port } = container[probe]?.httpGet ?? { path: '', port: '' }
      expect([...ports.keys()]).toContain(port)
      expect(path).toBe(probe === 'readinessProbe' ? '/readyz' : '/healthz')
    }
  }
})

test('internal upstreams are blocked, and the commented rules allow them', () => {
  const rulesOf = (file: string): { to: { ipBlock?: { cidr: string; except?: string[] } }[] }[] => {
    const [policy] = parseAllDocuments(file).map((document) => document.toJS() as Manifest)
    if (!policy) throw new Error('no policy')
    expect(() => new networking.NetworkPolicy(policy as object).validate()).not.toThrow()
    return policy.spec.egress
  }
  const given = rulesOf(text('network.yaml'))
  const chosen = rulesOf(text('network.yaml').replaceAll(/^ {4}# (?=- to:$| )/gm, '    '))
  const blocked = given.flatMap(({ to }) => to.flatMap(({ ipBlock }) => ipBlock?.except ?? []))
  expect(blocked).toEqual(expect.arrayContaining(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']))
  expect(chosen.slice(0, given.length)).toEqual(given)
  expect(chosen.slice(given.length).map(({ to }) => Object.keys(to[0] ?? {}))).toEqual([
    ['ipBlock'],
    ['namespaceSelector', 'podSelector'],
  ])
})

test('the services named in variables exist', () => {
  const { REDIS_URL = '', JOBS_REDIS_URL = '' } = named('ConfigMap', 'tributary').data ?? {}
  for (const url of [REDIS_URL, JOBS_REDIS_URL]) {
    const { hostname, port } = new URL(url)
    expect(named('Service', hostname).spec.ports[0].port).toBe(Number(port))
  }
  const jobs = containerOf(named('StatefulSet', new URL(JOBS_REDIS_URL).hostname)) as Container & {
    args: string[]
  }
  expect(jobs.args).toContain('noeviction')
  expect(of('StatefulSet').map((store) => containerOf(store).image.split(':')[0])).toEqual([
    'valkey/valkey',
    'valkey/valkey',
  ])
})

test('a pod has enough time to drain and enough memory for its cache', () => {
  const { SHUTDOWN_GRACE_MS = '', CACHE_BYTES = '' } = named('ConfigMap', 'tributary').data ?? {}
  for (const workload of own) {
    const { lifecycle, resources } = containerOf(workload) as Container & {
      lifecycle?: { preStop: { sleep: { seconds: number } } }
    }
    const pauseS = lifecycle?.preStop.sleep.seconds ?? 0
    const graceS = workload.spec.template.spec.terminationGracePeriodSeconds
    expect(graceS).toBeGreaterThan(Number(SHUTDOWN_GRACE_MS) / 1_000 + pauseS)
    expect(bytesOf(resources.limits.memory)).toBeGreaterThan(4 * Number(CACHE_BYTES) + 200_000_000)
  }
})

test('no container can write to its image, gain privileges or run as root', () => {
  for (const workload of workloads) {
    expect(workload.spec.template.spec.securityContext).toMatchObject({ runAsNonRoot: true })
    expect(containerOf(workload).securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
  }
})
