import * as endpoint from '../mcp/endpoint.ts'
import { edgeExtras } from './edge-extras.ts'

edgeExtras.loadMcp = async () => endpoint
