import type { Emit, Event, EventOf, EventType } from '../../src/core/events.ts'

export interface Recorder {
  emit: Emit
  readonly all: readonly Event[]
  /** The events of one type, in order. */
  of<Type extends EventType>(type: Type): EventOf<Type>[]
}

/** Records every event, for tests to inspect. */
export function createRecorder(): Recorder {
  const all: Event[] = []
  return {
    emit: (event) => void all.push(event),
    all,
    of: <Type extends EventType>(type: Type) =>
      all.filter((event): event is EventOf<Type> => event.type === type),
  }
}
