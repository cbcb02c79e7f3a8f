const secretNames =
  '(?:proxy-)?authorization|(?:set-)?cookie|password|passwd|[\\w-]*(?:secret|token|api[_-]?keys?)'

// A JSON field by its name, at any depth; its value is a string, an array or any text without blanks.
const fields = new RegExp(`("(?:${secretNames})":)(?:"(?:[^"\\\\]|\\\\.)*"|\\[[^\\]]*\\]|[^,}\\]]+)`, 'gi')
// In a URL, `key` is a secret; as a JSON field it is the key of a part.
const parameters = new RegExp(`([?&](?:key|${secretNames})=)[^&#\\s"\\\\]*`, 'gi')
const credentials = /\b(Bearer|Basic)\s+[\w.~+/=-]+/gi
const userInfo = /(:\/\/)[^/\s"@]*@/g

// Every secret is next to one of these, and few lines contain any, so this cheap test runs first.
const signs = /authorization|cookie|passw|secret|token|api[_-]?key|[?&]key=|bearer|basic|:\/\//i

/** Redacts a JSON line: secret fields, secret URL parameters, and credentials and user names in URLs. */
export function redact(line: string): string {
  if (!signs.test(line)) return line
  return line
    .replace(fields, '$1"[redacted]"')
    .replace(parameters, '$1[redacted]')
    .replace(credentials, '$1 [redacted]')
    .replace(userInfo, '$1')
}
