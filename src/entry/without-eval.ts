// Imported before every schema: on Workers code may not be made from text, and zod asks for that when a schema is made.
import { z } from 'zod'

z.config({ jitless: true })
