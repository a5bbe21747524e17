import { type ApiContext, metadataOf, parseBody } from '../mail/exchange.js'
import { splitOutside } from '../query/odata.js'
import type { Json, Options } from '../query/query.js'
import type { Row } from '../rows/database.js'
import { type Operation, operations, schemaOf, type TableSchema, tableOfSet } from '../rows/schema.js'
import { demand, demandWrite, type Grant, granted, grantsOfRole, readable } from '../rows/security.js'
import { detailsOf } from '../sending/audit.js'
import { sendEmail } from '../sending/sendEmail.js'
import { badRequest, noSegment, Refusal } from './errors.js'
import { demandVisible, findRow } from './reads.js'

export interface OrganizationInfo {
  readonly organizationId: string
  readonly uniqueName: string
  readonly friendlyName: string
  /** For example Customer, which is production, or CustomerTest. */
  readonly organizationType: string
  readonly version: string
  readonly url: string
  /** null: the organization is on premises. */
  readonly online: { readonly environmentId: string; readonly tenantId: string; readonly geo: string } | null
}

type Parameters = Readonly<Record<string, string>>

/** The function or action of this name that is bound to a table, or to none (null). */
export function operationNamed(name: string, table: string | null): Operation {
  const operation = operations[name]
  const fits = operation && (table === null ? operation.bound.length === 0 : operation.bound.includes(table))
  if (!fits) throw noSegment(table === null ? name : `Microsoft.Dynamics.CRM.${name}`)
  return operation
}

/** Parameter values: `Name(P=@p1)` with `?@p1=…`, or in place. */
export function parametersOf({ required, optional }: Operation, text: string, options: Options): Parameters {
  const pairs = splitOutside(text, ',').map((pair): readonly [string, string] => {
    const equals = pair.indexOf('=')
    const value = pair.slice(equals + 1).trim()
    const given = value.startsWith('@') ? options[value] : value
    if (given === undefined) throw badRequest(`The parameter alias '${value}' has no value.`)
    return [pair.slice(0, equals).trim(), given]
  })
  const parameters = Object.fromEntries(pairs)
  for (const name of Object.keys(parameters))
    if (![...required, ...optional].includes(name)) throw badRequest(`The parameter '${name}' is not known.`)
  const missing = required.find(name => !(name in parameters))
  if (missing) throw badRequest(`The parameter '${missing}' is required.`)
  return parameters
}

function stringIn(value = ''): string {
  const [, text] = /^'(.*)'$/s.exec(value) ?? []
  if (text === undefined) throw badRequest(`Cannot convert the literal '${value}' to the expected type 'Edm.String'.`)
  return text.replaceAll("''", "'")
}

interface Unbound {
  readonly name: string
  readonly parameters: Parameters
}

export function unbound(context: ApiContext, { name, parameters }: Unbound): Json {
  const { caller, info } = context
  if (name === 'RetrieveRolePrivilegesRole') return privilegesOfRole(context, { name, parameters })
  const { organizationId, friendlyName, uniqueName, version, online, organizationType } = info
  const { _businessunitid_value: unit = null, systemuserid: user = null } = caller.user
  const access = parameters.AccessType ?? "Microsoft.Dynamics.CRM.EndpointAccessType'Default'"
  if (!/^Microsoft\.Dynamics\.CRM\.EndpointAccessType'(Default|Internet|Intranet)'$/.test(access))
    throw badRequest(`The value '${access}' is no EndpointAccessType.`)
  const Detail = {
    OrganizationId: organizationId,
    FriendlyName: friendlyName,
    OrganizationVersion: version,
    UniqueName: uniqueName,
    UrlName: uniqueName,
    State: 'Enabled',
    OrganizationType: organizationType,
    ...(online && { EnvironmentId: online.environmentId, TenantId: online.tenantId, Geo: online.geo }),
  }
  const answers: Readonly<Record<string, Json>> = {
    WhoAmI: { BusinessUnitId: unit, UserId: user, OrganizationId: organizationId },
    RetrieveVersion: { Version: version },
    RetrieveCurrentOrganization: { Detail },
  }
  return { ...response(info, name), ...answers[name] }
}

function privilegesOfRole(context: ApiContext, { name, parameters }: Unbound): Json {
  const { db, caller, info } = context
  demand(caller, 'prvReadRole', 'role')
  const table = schemaOf('role')
  const role = findRow(context, table, parameters.RoleId ?? '')
  demandVisible(context, table, role)
  const RolePrivileges = rolePrivileges(grantsOfRole(db, String(role.roleid))).map(one => ({
    ...one,
    RecordFilterId: NO_FILTER,
    RecordFilterUniqueName: '',
  }))
  return { ...response(info, name), RolePrivileges }
}

const NO_FILTER = '00000000-0000-0000-0000-000000000000'

function response(info: OrganizationInfo, name: string): Json {
  return metadataOf(info, `Microsoft.Dynamics.CRM.${name}Response`)
}

/** The row that a function is bound to. */
interface Holder {
  readonly table: TableSchema
  readonly row: Row
}

export interface Bound extends Unbound, Holder {
  /** The request has the header Consistency: Strong. */
  readonly strong: boolean
}

/** The action on an e-mail. */
export function sendEmailAction(context: ApiContext, mail: Row, body: string): Json {
  const { IssueSend: issueSend, TrackingToken: trackingToken } = parseBody(body)
  if (typeof issueSend !== 'boolean') throw new Refusal(400, '0x80040203', "Required field 'IssueSend' is missing")
  demandVisible(context, schemaOf('email'), mail)
  const options = { issueSend, ...(typeof trackingToken === 'string' && { trackingToken }) }
  const Subject = sendEmail({ ...context, now: context.now() }, mail, options)
  return { ...response(context.info, 'SendEmail'), Subject }
}

/** A recorded change: the columns that it changed, before and after. Empty ones are left out. */
function auditDetails({ caller, info }: ApiContext, name: string, row: Row): Json {
  demand(caller, 'prvReadAuditSummary', 'audit')
  const { before, after } = detailsOf(row)
  const type = `#Microsoft.Dynamics.CRM.${row.objecttypecode}`
  const AuditDetail = {
    '@odata.type': '#Microsoft.Dynamics.CRM.AttributeAuditDetail',
    InvalidNewValueAttributes: [],
    LocLabelLanguageCode: 0,
    DeletedAttributes: { Count: 0, Keys: [], Values: [] },
    OldValue: { '@odata.type': type, ...before },
    NewValue: { '@odata.type': type, ...after },
  }
  return { ...response(info, name), AuditDetail }
}

export function boundFunction(context: ApiContext, { table, row, name, parameters, strong }: Bound): Json {
  const { caller, info, permissions } = context
  if (name === 'RetrieveAuditDetails') return auditDetails(context, name, row)
  if (name === 'RetrievePrincipalAccess') {
    if (table.name !== 'systemuser') throw noSegment(`Microsoft.Dynamics.CRM.${name}`)
    const AccessRights = accessOf(context, { table, row, strong }, parameters.Target ?? '')
    return { ...response(info, name), AccessRights }
  }
  demand(caller, 'prvReadUser', 'systemuser')
  demand(caller, 'prvReadRole', 'role')
  demandVisible(context, table, row)
  const { grants } = permissions.of(row, strong).principal
  if (name === 'RetrieveUserPrivileges') {
    const privileges = grants.map(grant => (grant.byTeam ? { ...grant, depth: 'Basic' as const } : grant))
    return { ...response(info, name), RolePrivileges: rolePrivileges(privileges) }
  }
  const wanted = stringIn(parameters.PrivilegeName)
  const matches = grants.filter(({ privilege }) => privilege === wanted)
  return { ...response(info, name), RolePrivileges: rolePrivileges(matches) }
}

function rolePrivileges(grants: readonly Grant[]): Json[] {
  return grants.map(({ depth, privilegeId, businessUnitId, privilege }) => ({
    Depth: depth,
    PrivilegeId: privilegeId,
    BusinessUnitId: businessUnitId,
    PrivilegeName: privilege,
  }))
}

type Asking = Pick<Bound, 'table' | 'row' | 'strong'>

/** What a user may do with one record, for example {'@odata.id':'queues(id)'}; the caller must be able to read both. */
function accessOf(scope: ApiContext, { table: users, row: user, strong }: Asking, target: string): string {
  const { db } = scope
  demandVisible(scope, users, user)
  const [, set = '', id = ''] = /'@odata\.id'\s*:\s*'(?:[^']*\/)?(\w+)\(([0-9a-f-]{36})\)'/i.exec(target) ?? []
  const table = tableOfSet(set)
  if (!table) throw badRequest(`The parameter 'Target' names no record: ${target}`)
  const record = findRow(scope, table, id)
  demandVisible(scope, table, record)
  const { principal, access } = scope.permissions.of(user, strong)
  const cached = access.get(id.toLowerCase())
  if (cached) return cached
  const rights = [
    ...(granted(() => readable(db, principal, table.name)(record)) ? ['ReadAccess'] : []),
    ...(granted(() => demandWrite(db, principal, table.name, record)) ? ['WriteAccess'] : []),
  ]
  const text = rights.join(', ') || 'None'
  access.set(id.toLowerCase(), text)
  return text
}
