// The service on Cloudflare Workers with the Model Context Protocol, which is a fifth of its bundle: who wants agents to be
// answered on the edge deploys this one, by `main` in wrangler.toml.
import './edge-mcp.ts'

export { default, JobBoard, RateLimiter } from './workers.ts'
