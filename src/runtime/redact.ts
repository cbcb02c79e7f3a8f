const secretNames =
  '(?:proxy-)?authorization|(?:set-)?cookie|password|passwd|[\\w-]*(?:secret|token|api[_-]?keys?)'

// A whole field of JSON by its name, at any depth; its value is a string, an array or anything else without blanks.
const fields = new RegExp(`("(?:${secretNames})":)(?:"(?:[^"\\\\]|\\\\.)*"|\\[[^\\]]*\\]|[^,}\\]]+)`, 'gi')
// In a URL, `key` is a secret; as a field of its own it names a part.
const parameters = new RegExp(`([?&](?:key|${secretNames})=)[^&#\\s"\\\\]*`, 'gi')
const credentials = /\b(Bearer|Basic)\s+[\w.~+/=-]+/gi
const userInfo = /(:\/\/)[^/\s"@]*@/g

// Every secret stands beside one of these, and hardly any line has one: they are looked for together first.
const signs = /authorization|cookie|passw|secret|token|api[_-]?key|[?&]key=|bearer|basic|:\/\//i

/** Blots out what must not be read in a line of JSON: secret fields, URL parameters, credentials and user names in URLs. */
export function redact(line: string): string {
  if (!signs.test(line)) return line
  return line
    .replace(fields, '$1"[redacted]"')
    .replace(parameters, '$1[redacted]')
    .replace(credentials, '$1 [redacted]')
    .replace(userInfo, '$1')
}
