import { THROTTLING } from '../faults.js'
import {
  type ApiAnswer,
  type ApiContext,
  type ApiRequest,
  type Asked,
  demandMethod,
  noContent,
  ok,
  refused,
} from '../mail/exchange.js'
import { type Options, related } from '../query/query.js'
import { addPrivilegesRole, removePrivilegeRole, replacePrivilegesRole } from '../rows/roleWrites.js'
import { navigationOf, type TableSchema, tableOfSet } from '../rows/schema.js'
import { runBatch } from './batch.js'
import { badRequest, noProperty, noSegment, notSimulated, Refusal } from './errors.js'
import { boundFunction, operationNamed, parametersOf, sendEmailAction, unbound } from './functions.js'
import { demandVisible, findRow, type OneRow, readRow, readSet } from './reads.js'
import { patch, post, reference, remove } from './writes.js'

/** Answers one request below /api/data/v9.x/, a $batch included. Refusals become responses here. */
export function answer(context: ApiContext, request: ApiRequest): ApiAnswer {
  const [path = '', search = ''] = request.path.split(/\?(.*)/s)
  const { version, inner } = versionIn(path)
  let answer: ApiAnswer
  try {
    if (!serves(context, version)) throw noSegment(path.split('/')[1] ?? '')
    if (inner === '$batch') return batch(context, request)
    answer = route(context, request, { path: decode(inner), options: optionsOf(search) })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    answer = refused(error)
  }
  context.count(request.method, request.path, answer.status)
  if (request.method !== 'GET' && answer.status < 400) context.wrote(request.method, request.path)
  return answer
}

/** Reads /api/data/v9.2/…; null: another address. */
function versionIn(path: string): { readonly version: string | null; readonly inner: string } {
  const [, version = null, inner = path] = /^\/api\/data\/v(\d+\.\d+)\/(.*)$/s.exec(path) ?? []
  return { version, inner }
}

/** Its own version and earlier ones, from 8.0 on. What the product answers to others is not documented; here it is "not found". */
function serves({ info }: ApiContext, version: string | null): boolean {
  const own = SERVED.findIndex(version => info.version.startsWith(`${version}.`))
  return version !== null && SERVED.slice(0, own + 1).includes(version)
}

const SERVED = ['8.0', '8.1', '8.2', '9.0', '9.1', '9.2']

/** Before 9.0, users of an organization on premises have no Entra object ids. */
function demandColumns({ info }: ApiContext, { options }: Asked): void {
  const late = 'azureactivedirectoryobjectid'
  if (Number.parseInt(info.version, 10) < 9 && options.$select?.includes(late)) throw noProperty(late, 'systemuser')
}

function batch(context: ApiContext, request: ApiRequest): ApiAnswer {
  demandMethod(request.method, 'POST')
  const { consistency } = request.headers
  const perform = (asked: ApiRequest): ApiAnswer => {
    const part = consistency ? { ...asked, headers: { consistency, ...asked.headers } } : asked
    if (/\/\$batch(\?|$)/.test(part.path)) return refused(badRequest('A batch request cannot contain a batch.'))
    const fault = context.faults.takePart()
    if (!fault) return answer(context, part)
    const { code, message } = THROTTLING.concurrency
    context.count(part.method, part.path, 429)
    return refused(new Refusal(429, code, message, { 'Retry-After': String(fault.retryAfterSeconds) }))
  }
  return runBatch(request, perform, work => context.transaction(work))
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw badRequest('The request URI is not valid.')
  }
}

function optionsOf(search: string): Options {
  const pairs = search.split('&').filter(pair => pair !== '')
  return Object.fromEntries(
    pairs.map(pair => [
      decode(pair.split('=')[0] ?? ''),
      decode(pair.slice(pair.indexOf('=') + 1).replaceAll('+', '%20')),
    ]),
  )
}

function route(context: ApiContext, request: ApiRequest, asked: Asked): ApiAnswer {
  demandColumns(context, asked)
  const [, name = '', key, rest = ''] = /^([A-Za-z]\w*)(?:\((.*?)\))?(?:\/(.+))?$/s.exec(asked.path) ?? []
  const table = tableOfSet(name)
  if (!table) {
    const called = operationNamed(name, null)
    demandMethod(request.method, 'GET')
    return ok(unbound(context, { name, parameters: parametersOf(called, key ?? '', asked.options) }))
  }
  if (key === undefined) return ofSet(context, request, { table, rest, ...asked })
  const row = findRow(context, table, key)
  if (rest) return below(context, request, { table, row, rest, ...asked })
  return ofRow(context, request, { table, row, options: asked.options })
}

interface OfSet extends Asked {
  readonly table: TableSchema
  readonly rest: string
}

/** Only roles and application users can be created here, and only roles deleted. */
const isMade = ({ name }: TableSchema) => name === 'role' || name === 'systemuser'
const isDeleted = ({ name }: TableSchema) => name === 'role'

function ofSet(context: ApiContext, request: ApiRequest, { rest, ...asked }: OfSet): ApiAnswer {
  const { table, options } = asked
  if (rest) throw rest.startsWith('$') ? notSimulated(rest) : noSegment(rest)
  demandMethod(request.method, 'GET', ...(isMade(table) ? ['POST'] : []))
  return request.method === 'POST' ? post(context, request, { table, options }) : readSet(context, request, asked)
}

function ofRow(context: ApiContext, request: ApiRequest, one: OneRow): ApiAnswer {
  demandMethod(request.method, 'GET', 'PATCH', ...(isDeleted(one.table) ? ['DELETE'] : []))
  if (request.method === 'PATCH') return patch(context, request, one)
  if (request.method === 'DELETE') return remove(context, request, one.row)
  demandVisible(context, one.table, one.row)
  return readRow(context, one)
}

interface Below extends Asked, OneRow {
  readonly rest: string
}

/** What may follow a row in a path: a function or an action, the other end of a relationship, or the relationship itself ($ref). */
function below(context: ApiContext, request: ApiRequest, asked: Below): ApiAnswer {
  const { table, row, rest, options } = asked
  const [, called, parameters = ''] = /^Microsoft\.Dynamics\.CRM\.(\w+)(?:\((.*)\))?$/s.exec(rest) ?? []
  if (called) return call(context, request, { ...asked, called, parameters })
  const [, name = '', id, ref] = /^(\w+)(?:\(([^)]*)\))?(\/\$ref)?$/.exec(rest) ?? []
  if (ref) return reference(context, request, { table, row, name, id })
  const { target, collection } = navigationOf(table, name)
  demandMethod(request.method, 'GET')
  demandVisible(context, table, row)
  const rows = related(context.db, table, row, name)
  if (collection) return readSet(context, request, { ...asked, table: target, rows })
  return rows[0] ? readRow(context, { table: target, row: rows[0], options }) : noContent
}

interface Call extends Below {
  readonly called: string
  readonly parameters: string
}

function act(context: ApiContext, { body }: ApiRequest, { row, called }: Call): ApiAnswer {
  if (called === 'SendEmail') return ok(sendEmailAction(context, row, body))
  if (called === 'AddPrivilegesRole') addPrivilegesRole(context, row, body)
  else if (called === 'ReplacePrivilegesRole') replacePrivilegesRole(context, row, body)
  else removePrivilegeRole(context, row, body)
  return noContent
}

function call(context: ApiContext, request: ApiRequest, asked: Call): ApiAnswer {
  const { table, row, called, options } = asked
  const operation = operationNamed(called, table.name)
  demandMethod(request.method, operation.kind === 'action' ? 'POST' : 'GET')
  if (operation.kind === 'action') return act(context, request, asked)
  const parameters = parametersOf(operation, asked.parameters, options)
  const strong = request.headers.consistency?.toLowerCase() === 'strong'
  return ok(boundFunction(context, { table, row, name: called, parameters, strong }))
}
