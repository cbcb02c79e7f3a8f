import type { Emit, Event, EventType } from '../core/events.ts'
import type { Attributes, Span } from '../core/tracing.ts'

/** What explains the time of a part, and is no span of its own. */
const noted = new Set<EventType>([
  'cache',
  'cooldown',
  'fallback',
  'flight',
  'hedge',
  'refused',
  'retry',
  'retry-refused',
  'shared-flight',
])

/** Also notes on a span what happens on its behalf. */
export function noting(span: Span, emit: Emit): Emit {
  return (event) => {
    if (noted.has(event.type)) span.note(event.type, attributesOf(event))
    emit(event)
  }
}

function attributesOf(event: Event): Attributes {
  const fields = Object.entries(event).filter(([name]) => name !== 'type')
  return Object.fromEntries(fields.map(([name, value]) => [`tributary.${name}`, value]))
}
