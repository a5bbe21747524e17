import { XMLParser } from 'fast-xml-parser'
import { type Operation, operations, schema, type TableSchema, tableOfSet } from '../../simulator/rows/schema.js'

/** The names in a request, read from its URL alone, and what is wrong with them. Shares no parsing with the simulator. */
export interface Named {
  readonly tables: Set<string>
  readonly columns: Set<string>
  readonly operations: Set<string>
  readonly faults: string[]
}

/** Columns that hold secrets, or the text of an e-mail. */
const FORBIDDEN = /^(\w*password|oauth\w+token|\w*secretkeys|\w*subscriptionkey|description)$/

type Options = ReadonlyMap<string, string>

export function namesIn(address: string): Named {
  const named: Named = { tables: new Set(), columns: new Set(), operations: new Set(), faults: [] }
  const [path = '', search = ''] = address.split(/\?(.*)/s)
  const below = path.replace(/^\/api\/data\/v9\.2\//, '')
  if (below === path) named.faults.push(`${path} is no path of the Web API`)
  const pairs = search.split('&').map(pair => [pair.split('=')[0] ?? '', pair.slice(pair.indexOf('=') + 1)])
  const options = new Map(pairs.map(([name = '', value = '']) => [decodeURIComponent(name), decodeURIComponent(value)]))
  readPath(named, decodeURIComponent(below).split('/'), options)
  return named
}

/** The target of a write; the organization itself checks its content. */
export function targetIn(address: string): Named {
  const named: Named = { tables: new Set(), columns: new Set(), operations: new Set(), faults: [] }
  const [first = '', next, ref, ...more] = address.replace(/^\/api\/data\/v9\.2\//, '').split('/')
  const table = tableOfSet(/^(\w+)(?:\([0-9a-f-]{36}\))?$/.exec(first)?.[1] ?? '')
  const action = /^Microsoft\.Dynamics\.CRM\.(\w+)$/.exec(next ?? '')?.[1]
  if (!table || more.length > 0) named.faults.push(`${address} is no place to write to`)
  else if (action !== undefined) readAction(named, table, action)
  else if (next !== undefined) {
    navigate(named, table, next.replace(/\([0-9a-f-]{36}\)$/, ''))
    if (ref !== '$ref') named.faults.push(`${next} is written without $ref`)
  }
  if (table) named.tables.add(table.name)
  return named
}

function readAction({ operations: found, faults }: Named, table: TableSchema, name: string): void {
  const operation = operations[name]
  found.add(name)
  if (operation?.kind !== 'action' || !operation.bound.includes(table.name))
    faults.push(`${name} is no action of ${table.name}`)
}

function readPath(named: Named, [first = '', next]: readonly string[], options: Options): void {
  const [, name = '', key = ''] = /^(\w+)(?:\((.*)\))?$/s.exec(first) ?? []
  const table = tableOfSet(name)
  const keyColumn = /^(\w+)=/.exec(key)?.[1]
  const call = table ? /^Microsoft\.Dynamics\.CRM\.(.+)$/s.exec(next ?? '')?.[1] : first
  if (table) named.tables.add(table.name)
  if (table && keyColumn) column(named, table, keyColumn)
  if (call !== undefined) readOperation(named, { call, table, options })
  else if (table) readOptions(named, next === undefined ? table : navigate(named, table, next), options)
}

interface Called {
  readonly call: string
  /** What it is bound to; absent: it is unbound. */
  readonly table: TableSchema | undefined
  readonly options: Options
}

function readOperation({ operations: found, faults }: Named, { call, table, options }: Called): void {
  const [, name = call, inner = ''] = /^(\w+)(?:\((.*)\))?$/s.exec(call) ?? []
  const operation = operations[name]
  found.add(name)
  const fits = operation && (table ? operation.bound.includes(table.name) : operation.bound.length === 0)
  if (fits) faults.push(...parameterFaults(operation, inner, options).map(fault => `${name} ${fault}`))
  else faults.push(`${name} is no function${table ? ` of ${table.name}` : ''}`)
}

function parameterFaults({ required, optional }: Operation, text: string, options: Options): string[] {
  const given = new Map([...text.matchAll(/(\w+)=(@\w+)?/g)].map(([, name = '', alias]) => [name, alias]))
  const names = [...given.keys()]
  const aliases = [...given.values()].filter(alias => alias !== undefined)
  return [
    ...names.filter(name => ![...required, ...optional].includes(name)).map(name => `takes no ${name}`),
    ...aliases.filter(alias => !options.has(alias)).map(alias => `has no value for ${alias}`),
    ...required.filter(name => !given.has(name)).map(name => `lacks ${name}`),
  ]
}

function navigate(named: Named, table: TableSchema, name: string): TableSchema | null {
  const target = schema[(table.navigation[name] ?? '').replace(/^Collection\((.+)\)$/, '$1')]
  if (target) named.tables.add(target.name)
  else named.faults.push(`${table.name} has no relationship ${name}`)
  return target ?? null
}

function readOptions(named: Named, table: TableSchema | null, options: Options): void {
  const xml = options.get('fetchXml')
  if (table && xml !== undefined) readFetchXml(named, table, parser.parse(xml))
  else if (table) readColumns(named, table, options)
}

function readColumns(named: Named, table: TableSchema, options: Options): void {
  const select = options.get('$select')?.split(',') ?? []
  const order = options.get('$orderby')?.split(',') ?? []
  if (select.length === 0) named.faults.push(`${table.name} is read with all its columns`)
  for (const name of [...select, ...columnsIn(options.get('$filter')), ...order])
    columnOrPath(named, table, name.trim().split(' ')[0] ?? '')
  for (const [, name = '', inner = ''] of (options.get('$expand') ?? '').matchAll(/(\w+)(?:\(([^()]*)\))?(?:,|$)/g)) {
    const pairs = inner.split(';').map(pair => [pair.split('=')[0] ?? '', pair.slice(pair.indexOf('=') + 1)] as const)
    readOptions(named, navigate(named, table, name), new Map(pairs))
  }
}

/** A column, or the key at the other end of a lookup: regardingobjectid_mailbox/mailboxid. */
function columnOrPath(named: Named, table: TableSchema, name: string): void {
  const [first = '', key] = name.split('/')
  const target = key === undefined ? table : navigate(named, table, first)
  if (target) column(named, target, key ?? first)
}

/** The identifiers of a filter that are not OData keywords. */
function columnsIn(filter = ''): readonly string[] {
  const bare = filter
    .replace(/'(?:[^']|'')*'/g, ' ')
    .replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, ' ')
    .replace(/\b\d[\w:.-]*/g, ' ')
  const words = bare.match(/[A-Za-z_]\w*(?:\/\w+)?/g) ?? []
  return words.filter(
    word => !/^(eq|ne|lt|le|gt|ge|and|or|not|null|true|false|contains|startswith|endswith)$/.test(word),
  )
}

const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', preserveOrder: true })

interface Element {
  readonly ':@'?: Readonly<Record<string, string>>
  readonly [tag: string]: unknown
}

/** The table of each alias of a link. */
type Aliases = ReadonlyMap<string, string>

function aliasesIn(elements: readonly Element[]): Aliases {
  const found = elements.flatMap(({ ':@': { name = '', alias = '' } = {}, ...rest }): [string, string][] => {
    const [tag, children] = Object.entries(rest)[0] ?? []
    const inner = Array.isArray(children) ? [...aliasesIn(children)] : []
    return tag === 'link-entity' && alias !== '' ? [[alias, name], ...inner] : inner
  })
  return new Map(found)
}

function readFetchXml(named: Named, table: TableSchema, elements: readonly Element[], aliases = aliasesIn(elements)) {
  for (const { ':@': attributes = {}, ...rest } of elements) {
    const [tag = '', children] = Object.entries(rest)[0] ?? []
    const { name = '', attribute, from, to, entityname } = attributes
    const linked = entityname === undefined ? null : entity(named, aliases.get(entityname) ?? entityname)
    const within = /^(entity|link-entity)$/.test(tag) ? entity(named, name) : (linked ?? table)
    lookups(named, within, [tag === 'attribute' ? name : attribute, from])
    lookups(named, table, [to])
    if (tag === 'all-attributes') named.faults.push(`${table.name} is read with all its columns`)
    if (within && Array.isArray(children)) readFetchXml(named, within, children, aliases)
  }
}

function lookups(named: Named, table: TableSchema | null, names: readonly (string | undefined)[]): void {
  for (const name of names) if (table && name !== undefined) column(named, table, lookup(table, name))
}

function entity({ tables, faults }: Named, name: string): TableSchema | null {
  const found = schema[name]
  if (found) tables.add(name)
  else faults.push(`${name} is no table`)
  return found ?? null
}

/** FetchXML names lookups without the _x_value form of the Web API. */
function lookup({ properties }: TableSchema, name: string): string {
  return `_${name}_value` in properties ? `_${name}_value` : name
}

function column({ columns, faults }: Named, table: TableSchema, name: string): void {
  columns.add(`${table.name}.${name}`)
  if (!(name in table.properties)) faults.push(`${table.name} has no column ${name}`)
  if (FORBIDDEN.test(name)) faults.push(`${table.name}.${name} must not be read`)
}
