import type { Bindings } from '../../src/entry/workers.ts'

declare global {
  namespace Cloudflare {
    /** What the environment `sandbox` of wrangler.toml binds. */
    interface Env extends Required<Bindings> {}
    interface GlobalProps {
      mainModule: typeof import('../../src/entry/workers.ts')
    }
  }
}
