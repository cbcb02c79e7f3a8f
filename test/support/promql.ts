// The part of PromQL that is needed to find the metrics and labels of an expression.

export interface Expression {
  /** The series it asks for, with the labels that its matchers name and the values that they must equal. */
  selectors: { metric: string; labels: string[]; equals: { label: string; value: string }[] }[]
  /** Labels that it groups by or joins on. */
  grouping: string[]
  /** All other names, which Prometheus does not know. */
  unknown: string[]
}

const known = new Set(
  (
    'sum min max avg count by without on ignoring group_left group_right and or unless bool offset rate increase ' +
    'histogram_quantile min_over_time max_over_time'
  ).split(' '),
)

/** Reads an expression; throws where its brackets do not close. */
export function readExpression(text: string): Expression {
  balanced(text)
  const grouping: string[] = []
  let rest = text.replace(/\b(?:by|without|on|ignoring)\s*\(([^)]*)\)/g, (_, list: string) => {
    grouping.push(...list.split(',').map((label) => label.trim()))
    return ' '
  })
  const selectors: Expression['selectors'] = []
  rest = rest.replace(/([a-zA-Z_:][\w:]*)\s*(\{[^}]*\})/g, (_, metric: string, matchers: string) => {
    const each = [...matchers.matchAll(/(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"/g)]
    const equals = each.flatMap(([, label = '', operator, value = '']) =>
      operator === '=' ? [{ label, value }] : [],
    )
    selectors.push({ metric, labels: each.map(([, label = '']) => label), equals })
    return ' '
  })
  const names = rest.replace(/\[[^\]]*\]/g, ' ').match(/[a-zA-Z_:][\w:]*/g) ?? []
  const unknown: string[] = []
  for (const name of names) {
    if (known.has(name)) continue
    if (/^(?:tributary|nodejs|process)_|^up$/.test(name))
      selectors.push({ metric: name, labels: [], equals: [] })
    else unknown.push(name)
  }
  return { selectors, grouping, unknown }
}

function balanced(text: string): void {
  const open: string[] = []
  for (const sign of text.replace(/"[^"]*"/g, '')) {
    if ('([{'.includes(sign)) open.push(sign)
    if (')]}'.includes(sign) && '([{'.indexOf(open.pop() ?? ' ') !== ')]}'.indexOf(sign)) {
      throw new Error(`${sign} closes nothing in: ${text}`)
    }
  }
  if (open.length > 0) throw new Error(`${open.at(-1)} is not closed in: ${text}`)
}
