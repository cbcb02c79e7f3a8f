// What a package exports, as text that can be compared: the declarations of an entry and those that they mention, without
// comments and wording. API Extractor does the same, but stops at the ambient types of Workers and brings a compiler of its own.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseSync } from 'rolldown/utils'

/** The part of a syntax tree that is read here. */
interface Node {
  type: string
  start: number
  end: number
  name?: string
  value?: string
  id?: Node
  key?: Node
  computed?: boolean
  source?: Node | null
  declaration?: Node | null
  declarations?: Node[]
  specifiers?: { local: Node; imported?: Node; exported?: Node }[]
  qualifier?: Node
}

/** A name in a file. */
interface Origin {
  file: string
  name: string
}

interface Module {
  /** Its declarations by name; a function with overloads has several. */
  declared: Map<string, Node[]>
  imported: Map<string, Origin>
  exported: Map<string, Origin>
  /** Exports that packages declare. */
  foreign: string[]
  print(node: Node): string
}

/**
 * Reports each entry of a folder of declarations: the exported names, and every declaration behind them. Declarations of the
 * first entry are not repeated in the others. Throws on a file that cannot be parsed.
 */
export function reportApi(folder: string, entries: readonly string[]): Map<string, string> {
  const modules = new Map<string, Module>()
  const read = (file: string): Module => {
    const module = modules.get(file) ?? readModule(file)
    modules.set(file, module)
    return module
  }
  /** Where a name is declared; undefined for a name of a package or of the language. */
  const declaring = ({ file, name }: Origin): Origin | undefined => {
    const { declared, imported, exported } = read(file)
    if (declared.has(name)) return { file, name }
    const next = imported.get(name) ?? exported.get(name)
    return next && (next.file !== file || next.name !== name) ? declaring(next) : undefined
  }

  const inFirst = new Set<string>()
  const report = (entry: string): string => {
    const file = join(folder, `${entry}.d.ts`)
    const { exported, foreign } = read(file)
    const reported = new Set<string>()
    const texts: string[] = []
    const visit = (mention: Origin): void => {
      const origin = declaring(mention)
      const id = `${origin?.file} ${origin?.name}`
      if (!origin || reported.has(id) || inFirst.has(id)) return
      reported.add(id)
      const { declared, print } = read(origin.file)
      for (const node of declared.get(origin.name) ?? []) {
        texts.push(print(node))
        for (const each of mentions(node, origin.file)) visit(each)
      }
    }
    for (const origin of exported.values()) visit(origin)
    if (entry === entries[0]) for (const id of reported) inFirst.add(id)
    const names = [...exported.keys(), ...foreign].sort()
    return `${names.map((name) => `export ${name}`).join('\n')}\n\n${texts.sort().join('\n')}\n`
  }
  return new Map(entries.map((entry) => [entry, report(entry)]))
}

function readModule(file: string): Module {
  const text = readFileSync(file, 'utf8')
  const { program, comments, errors } = parseSync(file, text)
  if (errors[0]) throw new Error(`${file}: ${errors[0].message}`)
  const print = (node: Node): string => {
    const prose = literals(node).filter(({ value }) => typeof value === 'string' && / /.test(value))
    const cuts = [
      ...comments.map(({ start, end }) => ({ start, end, by: '' })),
      ...prose.map(({ start, end }) => ({ start, end, by: 'string' })),
    ].filter(({ start, end }) => start >= node.start && end <= node.end)
    let printed = text.slice(node.start, node.end)
    for (const { start, end, by } of cuts.sort((a, b) => b.start - a.start)) {
      printed = printed.slice(0, start - node.start) + by + printed.slice(end - node.start)
    }
    const lines = printed.split('\n').filter((line) => line.trim() !== '')
    return lines.join('\n').replace(/^declare /, '')
  }
  const module: Module = { declared: new Map(), imported: new Map(), exported: new Map(), foreign: [], print }

  for (const node of program.body as unknown as Node[]) {
    const from = node.source?.value
    const source = from?.startsWith('.') ? fileAt(file, from) : undefined
    const declaration = node.declaration ?? node
    for (const { id } of declaration.declarations ?? [declaration]) {
      if (!id?.name) continue
      module.declared.set(id.name, [...(module.declared.get(id.name) ?? []), declaration])
      if (node.declaration) module.exported.set(id.name, { file, name: id.name })
    }
    for (const { local, imported, exported } of node.specifiers ?? []) {
      if (imported && source) module.imported.set(nameOf(local), { file: source, name: nameOf(imported) })
      if (!exported) continue
      if (from && !source) module.foreign.push(`${nameOf(exported)} of ${from}`)
      else module.exported.set(nameOf(exported), { file: source ?? file, name: nameOf(local) })
    }
  }
  return module
}

/** Every name within a node that can be a name of a declaration. */
function mentions(node: Node, file: string): Origin[] {
  return nodesWithin(node).flatMap(({ type, name, source, qualifier }) => {
    if (type === 'Identifier' && name) return [{ file, name }]
    const from = type === 'TSImportType' ? source?.value : undefined
    return from?.startsWith('.') && qualifier ? [{ file: fileAt(file, from), name: nameOf(qualifier) }] : []
  })
}

const literals = (node: Node): Node[] => nodesWithin(node).filter(({ type }) => type === 'Literal')

/** A node and all below it, without names of members and of other modules' types. */
function nodesWithin(node: Node): Node[] {
  const below = Object.entries(node).flatMap(([field, value]) => {
    if ((field === 'key' && !node.computed) || field === 'qualifier') return []
    const children: Node[] = Array.isArray(value) ? value : [value]
    return children.filter((child) => typeof child?.type === 'string').flatMap(nodesWithin)
  })
  return [node, ...below]
}

const nameOf = ({ name, value }: Node): string => name ?? value ?? ''
const fileAt = (file: string, from: string): string => join(dirname(file), from.replace(/\.js$/, '.d.ts'))
