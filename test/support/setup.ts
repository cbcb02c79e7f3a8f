import { configureGlobal } from 'fast-check'
import { share } from './effort.ts'

// Laws that do not name their own number of runs.
configureGlobal({ numRuns: share(100) })
