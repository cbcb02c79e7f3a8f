// The service on Cloudflare Workers with the Model Context Protocol, which is a fifth of its bundle. To serve agents on the edge,
// set `main` in wrangler.toml to this file.
import './edge-mcp.ts'

export { default, JobBoard, RateLimiter } from './workers.ts'
