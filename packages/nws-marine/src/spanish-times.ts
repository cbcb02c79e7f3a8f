// San Juan issues its warnings in Spanish too. Translates the words for time to English and leaves the rest.
const weekdays: Record<string, string> = {
  LUNES: 'MONDAY',
  MARTES: 'TUESDAY',
  MIERCOLES: 'WEDNESDAY',
  JUEVES: 'THURSDAY',
  VIERNES: 'FRIDAY',
  SABADO: 'SATURDAY',
  DOMINGO: 'SUNDAY',
}
const parts: Record<string, string> = { MANANA: 'MORNING', TARDE: 'AFTERNOON', NOCHE: 'NIGHT' }
const day = Object.keys(weekdays).join('|')
const part = Object.keys(parts).join('|')

const turns: readonly (readonly [RegExp, string | ((...found: string[]) => string)])[] = [
  [/\b(\d{1,4}) DE LA MANANA\b/g, '$1 AM'],
  [/\b(\d{1,4}) DE LA (?:TARDE|NOCHE)\b/g, '$1 PM'],
  [/\bESTA NOCHE\b/g, 'TONIGHT'],
  [new RegExp(String.raw`\bESTA (${part})\b`, 'g'), (_, name = '') => `THIS ${parts[name]}`],
  // "la noche del viernes", "viernes por la noche"
  [
    new RegExp(String.raw`\b(${part}) DEL? (${day})\b`, 'g'),
    (_, name = '', weekday = '') => `${weekday} ${parts[name]}`,
  ],
  [
    new RegExp(String.raw`\b(${day}|MANANA) (?:POR|EN) LA (${part})\b`, 'g'),
    (_, weekday = '', name = '') => `${weekday} ${parts[name]}`,
  ],
  [new RegExp(String.raw`\b(?:${day})\b`, 'g'), (name = '') => weekdays[name] ?? name],
  [/\bHASTA\b/g, 'UNTIL'],
  [/\b(?:DESDE|A PARTIR DE)\b/g, 'FROM'],
  [/\b(?:DURANTE|A TRAVES DE)\b/g, 'THROUGH'],
  [/\bHOY\b/g, 'TODAY'],
  [/\bMANANA\b/g, 'TOMORROW'],
  [/\bMEDIODIA\b/g, 'NOON'],
  [/\bMEDIANOCHE\b/g, 'MIDNIGHT'],
  [/\b(?:EL|LA|LAS|LOS|DE|DEL)\b ?/g, ''],
]

/** The words of a headline (in capitals, without accents) with its words for time in English. */
export function timesInEnglish(words: string): string {
  if (!/\b(?:HASTA|DESDE|DURANTE|A PARTIR|A TRAVES|EN EFECTO)\b/.test(words)) return words
  let text = words
  for (const [from, to] of turns)
    text = typeof to === 'string' ? text.replace(from, to) : text.replace(from, to)
  return text
}
