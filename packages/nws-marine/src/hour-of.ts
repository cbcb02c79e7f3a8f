const parts: readonly [word: string, hour: number][] = [
  ['after midnight', 24],
  ['overnight', 24],
  ['late tonight', 24],
  ['midnight', 24],
  ['daybreak', 30],
  ['sunrise', 30],
  ['evening', 18],
  ['afternoon', 12],
  ['noon', 12],
  ['morning', 6],
]

/** The hour of the day at which a time phrase begins, used to order two phrases; null when it names no hour. */
export function hourOf(words: string): number | null {
  const found = parts.find(([word]) => words.includes(word))
  if (found === undefined) return null
  const isNight = found[1] >= 24
  if (isNight) return found[1]
  return found[1] + (words.includes('late') ? 3 : 0)
}
