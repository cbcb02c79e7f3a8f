import { contractOnDemand } from './on-demand.ts'

contractOnDemand({
  name: 'Deno',
  binaries: ['@deno/*/deno'],
  args: [
    'run',
    '--no-lock',
    '--cached-only',
    '--allow-net',
    '--allow-env',
    '--allow-read',
    'src/entry/deno.ts',
  ],
})
