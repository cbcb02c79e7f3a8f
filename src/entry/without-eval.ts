// Imported before every schema: Workers forbid creating code from text, which zod does when it compiles a schema.
import { z } from 'zod'

z.config({ jitless: true })
