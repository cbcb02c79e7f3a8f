const range = (prefix: string, first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, index) => prefix + String(first + index).padStart(3, '0'))

const groups = {
  chesapeake: range('ANZ', 531, 543),
} as const satisfies Record<string, readonly string[]>

export type ZoneGroup = keyof typeof groups

/** The names that `zonesOfGroup` knows. */
export const zoneGroups = Object.keys(groups) as [ZoneGroup, ...ZoneGroup[]]

/** The zone ids of a named group in order; undefined for an unknown name. */
export const zonesOfGroup = (name: string): readonly string[] | undefined =>
  Object.hasOwn(groups, name) ? groups[name as ZoneGroup] : undefined
