import { statusView } from '../status-view.ts'
import { keepUpdated } from './keep-updated.js'
import { paint } from './paint.js'

/** @type {Map<string, string>} */
const painted = new Map()

keepUpdated('/v1/sources', ({ sources }) =>
  paint(new Map([['sources', statusView(sources, Date.now())]]), painted),
)
