import { contractOnDemand } from './on-demand.ts'

contractOnDemand({ name: 'Bun', binary: '@oven/*/bin/bun', args: ['run', 'src/entry/bun.ts'] })
