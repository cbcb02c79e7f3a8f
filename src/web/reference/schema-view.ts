import { html } from 'hono/html'
import type { Html } from '../layout.ts'
import { richText } from '../rich-text.ts'
import type { Schema } from './document.ts'

/** The anchor of a named schema on the reference page. */
export const schemaAnchor = (name: string): string => `schema-${name}`

/** A type in words, named schemas as links: `list of Zone`, `text or null`. */
export function typeOf(schema: Schema): Html {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)
    return html`<a href="#${schemaAnchor(name)}">${name}</a>`
  }
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`
  // Beside fields, a union states which of them exclude each other.
  const choices = schema.properties ? undefined : (schema.anyOf ?? schema.oneOf ?? schema.allOf)
  if (choices) return joined(choices.map(typeOf), schema.allOf ? ' and ' : ' or ')
  const types = [schema.type ?? []].flat()
  return joined(
    types.map((type) => oneType(type, schema)),
    ' or ',
  )
}

const words: Record<string, string> = {
  string: 'text',
  integer: 'whole number',
  boolean: 'true or false',
  object: 'object',
}

function oneType(type: string, { items, prefixItems, format, additionalProperties }: Schema): Html {
  if (type === 'array' && prefixItems) return html`[${joined(prefixItems.map(typeOf), ', ')}]`
  if (type === 'array') return items ? html`list of ${typeOf(items)}` : html`list`
  if (type === 'string' && format === 'date-time') return html`time (RFC 3339)`
  if (type === 'object' && typeof additionalProperties === 'object') {
    return html`object of ${typeOf(additionalProperties)}`
  }
  return html`${words[type] ?? type}`
}

const joined = (pieces: readonly Html[], by: string): Html =>
  html`${pieces.map((piece, index) => (index === 0 ? piece : [by, piece]))}`

/** The constraints of a value: its choices, bounds, default and example. */
export function rulesOf(schema: Schema): Html {
  const { minimum, maximum, minLength, maxLength } = schema
  const example = schema.example ?? schema.examples?.[0]
  const rules = [
    schema.enum && html`One of ${joined(schema.enum.map(literal), ', ')}.`,
    minimum !== undefined && maximum !== undefined && html`${minimum} to ${maximum}.`,
    minimum !== undefined && maximum === undefined && html`At least ${minimum}.`,
    minimum === undefined && maximum !== undefined && html`At most ${maximum}.`,
    minLength !== undefined && html`At least ${minLength} characters.`,
    maxLength !== undefined && html`At most ${maxLength} characters.`,
    schema.default !== undefined && html`Default ${literal(schema.default)}.`,
    example !== undefined && html`Example ${literal(example)}.`,
  ].filter((rule) => rule !== false && rule !== undefined)
  return rules.length > 0 ? html`<div class="hint">${joined(rules, ' ')}</div>` : html``
}

const literal = (value: unknown): Html =>
  html`<code>${typeof value === 'string' ? value : JSON.stringify(value)}</code>`

/** The fields of an object, with those of nested objects below them; empty for other types. */
export function fieldsOf(schema: Schema): Html {
  const object = objectWithin(schema)
  if (!object?.properties) return html``
  const required = new Set(object.required)
  const fields = Object.entries(object.properties).map(
    ([name, field]) =>
      html`<div><dt><code>${name}</code> <span class="type">${typeOf(field)}</span>${
        required.has(name) ? '' : html` <span class="soft">may be absent</span>`
      }</dt><dd>${field.description ? richText(field.description) : ''}${rulesOf(field)}${fieldsOf(field)}</dd></div>`,
  )
  return html`<dl class="fields">${fields}</dl>`
}

/** The object itself, the items of a list of objects, or the object in a union with null. */
function objectWithin(schema: Schema): Schema | undefined {
  if (schema.properties) return schema
  if (schema.items) return objectWithin(schema.items)
  return (schema.anyOf ?? schema.oneOf)?.find(({ properties }) => properties)
}
