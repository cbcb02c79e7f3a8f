import type { SandboxPlace } from './place.ts'
import { worldPlaces } from './world-places.ts'

/** The one place a question means, or null: "Annapolis, MD", "annapolis", "Wrocław" and "Dehli" are all understood. */
export function findSandboxPlace(question: string): SandboxPlace | null {
  const [head = ''] = question.split(',')
  return worldPlaces.get(plain(question)) ?? worldPlaces.get(plain(head)) ?? null
}

const plain = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFC')
    .replace(/[^\p{Letter}\p{Number}]+/gu, ' ')
    .trim()
