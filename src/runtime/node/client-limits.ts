/** Time for TCP and TLS together, in ms. */
export const connectTimeoutMs = 2_000

/** What every client of upstreams has in common. The timeouts are a backstop, in case the request's own is late. */
export const clientLimits = {
  // An attempt that times out then closes one socket, while a stalled HTTP/2 session would fail every other request to that upstream.
  allowH2: false,
  headersTimeout: 30_000,
  bodyTimeout: 30_000,
  maxHeaderSize: 32_768,
} as const
