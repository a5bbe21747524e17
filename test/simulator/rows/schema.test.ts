import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Ask, asPerson, type Json, userId } from '../api/callers.js'
import { type Simulator, startSimulator } from '../index.js'
import { seedCopyOfProduction } from '../seeds/synchronized/copyOfProduction.js'
import { seedOnlineContoso } from '../seeds/synchronized/onlineContoso.js'
import { startOnlineWorld } from '../seeds/synchronized/onlineWorld.js'
import { schema, type TableSchema } from './schema.js'

/** The tables that have rows in every organization. */
const TABLES = [
  'systemuser',
  'usersettings',
  'mailbox',
  'email',
  'activityparty',
  'role',
  'roleprivileges',
  'privilege',
  'systemuserroles',
  'teamroles',
  'teammembership',
  'team',
  'businessunit',
  'organization',
  'queue',
  'queuemembership',
  'tracelog',
]

/** The tables that have rows only where server-side synchronization sends, and workflows run. */
const SYNCHRONIZATION_TABLES = ['emailserverprofile', 'asyncoperation', 'workflow', 'flowrun', 'audit']

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/

const isNumber = (value: unknown) => typeof value === 'number' && Number.isFinite(value)
const isText = (value: unknown) => typeof value === 'string'
const fits: Readonly<Record<string, (value: unknown) => boolean>> = {
  'Edm.Guid': value => isText(value) && GUID.test(String(value)),
  'Edm.String': isText,
  'Edm.Binary': isText,
  'Edm.Boolean': value => typeof value === 'boolean',
  'Edm.Int32': value => Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31,
  'Edm.Int64': Number.isSafeInteger,
  'Edm.Double': isNumber,
  'Edm.Decimal': isNumber,
  'Edm.DateTimeOffset': value => isText(value) && MOMENT.test(String(value)),
  'mscrm.BooleanManagedProperty': value => typeof value === 'object',
}

/** Lookups to tables that the simulated organizations do not have: role templates, and the cases that a workflow is about. */
const OUTSIDE = [
  'role._roletemplateid_value',
  'email._regardingobjectid_value',
  'asyncoperation._regardingobjectid_value',
]

type Tables = ReadonlyMap<string, readonly Json[]>

/** Reads every table to its end, as an administrator. */
async function readAll(ask: Ask): Promise<Tables> {
  const tables = new Map<string, Json[]>()
  for (const { name, set } of Object.values(schema)) {
    const rows: Json[] = []
    for (let next: unknown = set; typeof next === 'string'; ) {
      const page = await ask(next, { headers: { Prefer: 'odata.maxpagesize=100' } })
      assert.equal(page.status, 200, page.text)
      rows.push(...page.rows)
      next = page.json['@odata.nextLink']
    }
    tables.set(name, rows)
  }
  return tables
}

/** The tables that a column points to; empty: it is not a lookup, or only to tables that are not simulated. */
function targetsOf(table: TableSchema, column: string): readonly string[] {
  const others = Object.values(schema).filter(({ key, name }) => key === column && name !== table.name)
  return (
    table.targets[column] ?? (column === table.key && table.name !== 'usersettings' ? [] : others.map(one => one.name))
  )
}

function faultsOf(table: TableSchema, row: Json, tables: Tables): string[] {
  const { '@odata.etag': etag, ...columns } = row
  const faults = Object.keys(columns).flatMap(column => faultOf(table, { column, value: row[column] }, tables) ?? [])
  if (!/^W\/"\d+"$/.test(String(etag))) faults.push('has no ETag')
  if (row[table.key] == null) faults.push(`${table.key} is null`)
  return faults.map(fault => `${table.name}(${row[table.key]}): ${fault}`)
}

interface Cell {
  readonly column: string
  readonly value: unknown
}

function faultOf(table: TableSchema, { column, value }: Cell, tables: Tables): string | null {
  const type = table.properties[column]
  const what = `${column} = ${JSON.stringify(value)}`
  if (!type) return `${what} is unknown`
  if (value === null) return null
  if (!fits[type]?.(value)) return `${what} is no ${type}`
  if (table.options[column]?.includes(Number(value)) === false) return `${what} is no allowed value`
  const targets = targetsOf(table, column)
  if (OUTSIDE.includes(`${table.name}.${column}`)) return null
  if (targets.length === 0) return /^_.*_value$/.test(column) ? `${what} points to a table that is not here` : null
  const found = targets.some(name => tables.get(name)?.some(other => other[schema[name]?.key ?? ''] === value))
  return found ? null : `${what} is no ${targets.join(' or ')}`
}

function faultsIn(tables: Tables): string[] {
  return [...tables].flatMap(([name, rows]) => {
    const table = schema[name]
    assert.ok(table)
    return rows.flatMap(row => faultsOf(table, row, tables))
  })
}

let simulator: Simulator
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
})
after(() => simulator.close())

describe('every row', () => {
  it('is in one of these tables, and each of them has rows', async () => {
    assert.deepEqual(Object.keys(schema), [...TABLES, ...SYNCHRONIZATION_TABLES])
    const tables = await readAll(await asPerson(simulator, 'admin'))
    for (const name of TABLES) assert.ok((tables.get(name)?.length ?? 0) > 0, name)
    for (const [name, rows] of tables) {
      const inside = simulator.contoso.table(name).all()
      assert.equal(rows.length, inside.length, name)
    }
  })

  it('has the columns, types, values and lookups of the schema, in both organizations', async () => {
    for (const organization of [simulator.contoso, simulator.field])
      assert.deepEqual(faultsIn(await readAll(await asPerson(simulator, 'admin', organization))), [])
  })

  it('has them where synchronization sends, too, before and after it has sent; there, every table has rows', async () => {
    for (const seed of [seedOnlineContoso, seedCopyOfProduction]) {
      const world = await startOnlineWorld(seed)
      try {
        const admin = await asPerson(world.simulator, 'admin')
        assert.deepEqual(faultsIn(await readAll(admin)), [])
        world.org.background.environment.backgroundOperations = true
        world.pass(30)
        const tables = await readAll(admin)
        assert.deepEqual(faultsIn(tables), [])
        if (seed === seedOnlineContoso) for (const [name, rows] of tables) assert.ok(rows.length > 0, name)
      } finally {
        await world.simulator.close()
      }
    }
  })

  it('still has them after the router has sent and an administrator has made changes', async () => {
    const { contoso } = simulator
    const admin = await asPerson(simulator, 'admin')
    const settings = `usersettingscollection(${userId(contoso, 'sara@contoso.com')})`
    await admin(settings, { method: 'PATCH', body: { issendasallowed: true } })
    contoso.control.grantRouter()
    contoso.control.setDeliveryMethod('mia@contoso.com', 2)
    contoso.router.poll()
    const tables = await readAll(admin)
    assert.ok(tables.get('email')?.every(mail => mail.statuscode !== 6 || mail.senton === null))
    assert.deepEqual(faultsIn(tables), [])
  })
})

describe('this check', () => {
  const wrong: readonly (readonly [string, string, unknown, RegExp])[] = [
    ['email', 'title', 'x', /is unknown/],
    ['email', 'statuscode', 99, /is no allowed value/],
    ['email', 'statuscode', '6', /is no Edm\.Int32/],
    ['email', 'createdon', '2026-01-01', /is no Edm\.DateTimeOffset/],
    ['email', '_emailsender_value', '11111111-2222-4333-8444-555555555555', /is no queue or systemuser/],
    ['systemuser', '_positionid_value', '11111111-2222-4333-8444-555555555555', /not here/],
    ['mailbox', '_emailserverprofile_value', '11111111-2222-4333-8444-555555555555', /is no emailserverprofile/],
    ['usersettings', 'issendasallowed', 'true', /is no Edm\.Boolean/],
    ['usersettings', 'businessunitid', '11111111-2222-4333-8444-555555555555', /is no businessunit/],
    ['systemuserroles', 'roleid', 'Salesperson', /is no Edm\.Guid/],
    ['tracelog', 'tracelogid', null, /is null/],
  ]
  for (const [name, column, value, fault] of wrong) {
    it(`detects ${name}.${column} = ${value}`, async () => {
      const tables = await readAll(await asPerson(simulator, 'admin'))
      const [row] = tables.get(name) ?? []
      const table = schema[name]
      assert.ok(row && table)
      assert.match(faultsOf(table, { ...row, [column]: value }, tables).join('\n'), fault)
    })
  }
})
