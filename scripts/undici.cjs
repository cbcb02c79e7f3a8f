// What the service uses of undici, as `npm run build` bundles it: the package itself reads all it has, which is twice as much.
// `undici` in src/runtime/node/lazy-require.ts has the type of exactly this.
module.exports = {
  Agent: require('undici/lib/dispatcher/agent'),
  EnvHttpProxyAgent: require('undici/lib/dispatcher/env-http-proxy-agent'),
  buildConnector: require('undici/lib/core/connect'),
  errors: require('undici/lib/core/errors'),
}
