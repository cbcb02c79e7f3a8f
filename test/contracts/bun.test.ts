import { contractOnDemand } from './on-demand.ts'

// The second is where the package's own script moves it, where scripts may run.
const binaries = ['@oven/*/bin/bun', 'bun/bin/bun.exe']
contractOnDemand({ name: 'Bun', binaries, args: ['run', 'src/entry/bun.ts'] })
