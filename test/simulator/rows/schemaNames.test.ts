import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { operations, schema } from './schema.js'

/** The types whose values are checked. */
const TYPES: readonly string[] = [
  'Edm.Guid',
  'Edm.String',
  'Edm.Binary',
  'Edm.Boolean',
  'Edm.Int32',
  'Edm.Int64',
  'Edm.Double',
  'Edm.Decimal',
  'Edm.DateTimeOffset',
  'mscrm.BooleanManagedProperty',
]

describe('the schema', () => {
  for (const table of Object.values(schema)) {
    it(`refers only to columns and tables that it has: ${table.name}`, () => {
      const { key, properties, options, targets, readOnly, navigation } = table
      for (const column of [key, ...Object.keys(options), ...Object.keys(targets), ...readOnly])
        assert.ok(column in properties, column)
      for (const name of [...Object.values(navigation), ...Object.values(targets).flat()])
        assert.ok(name.replace(/^Collection\((.+)\)$/, '$1') in schema, name)
      for (const type of Object.values(properties)) assert.ok(TYPES.includes(type), type)
    })
  }

  it('binds functions to tables that it has', () => {
    const bound = Object.values(operations).flatMap(operation => operation.bound)
    assert.ok(bound.length > 0)
    for (const name of bound) assert.ok(name in schema, name)
  })
})
