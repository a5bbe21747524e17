import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { XMLParser } from 'fast-xml-parser'
import { queuesByAddress, usersByAddress, usersByName } from '../../../src/dataverse/facts/queries.js'
import type { DataverseClient } from '../../../src/dataverse/http/dataverseClient.js'
import { odataGuid, odataString, xmlAttribute } from '../../../src/dataverse/http/literals.js'
import type { Json } from '../../../src/dataverse/http/responses.js'
import { type Simulator, startSimulator } from '../../simulator/index.js'
import type { Row } from '../../simulator/rows/database.js'
import { clientOf } from '../edge.js'

const HOSTILE = [
  "' or 1 eq 1 or '",
  "x' or internalemailaddress ne '",
  "aine.o'brien@contoso.com",
  "''",
  "'",
  '%27',
  '%2527 or true',
  '&$filter=isdisabled eq true&x=',
  '#$top=1',
  'a+b@contoso.com',
  '?$select=*',
  ']]>',
  '"/><condition attribute="statuscode" operator="ne" value="-1',
  '&#39;&lt;&amp;',
  '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
  'HTTP/1.1\r\nX: y\r\n\r\n--batch',
  '\t \n',
  '📮@contoso.com',
  '山田@contoso.com',
  '\ud800',
  'a\udc00b',
  'nul\0nul',
  '\u2028',
  '\uffff',
  '__proto__',
] as const

const anyText = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom("'", '%', '&', '+', ' ', '"', '<', '\0', '\ud83d', '(', ')', 'a') }),
)

describe('odataString', () => {
  it('is one OData string literal with exactly the text', () => {
    fc.assert(
      fc.property(anyText, text => {
        const literal = decodeURIComponent(odataString(text))
        assert.match(literal, /^'(?:[^']|'')*'$/s)
        assert.equal(literal.slice(1, -1).replaceAll("''", "'"), text.toWellFormed())
      }),
      { numRuns: 500 },
    )
  })

  it('keeps a URL intact: one query option, no fragment, no space', () => {
    fc.assert(
      fc.property(anyText, text => {
        const path = usersByAddress(text)
        assert.match(path, /^[\w$?=&,%.!~*'()-]+$/)
        const { searchParams, hash } = new URL(path, 'https://contoso.crm4.dynamics.com/api/data/v9.2/')
        assert.deepEqual([...searchParams.keys()], ['$select', '$filter'])
        assert.equal(hash, '')
        const literal = `'${text.toWellFormed().replaceAll("'", "''")}'`
        assert.equal(searchParams.get('$filter'), `internalemailaddress eq ${literal} or domainname eq ${literal}`)
      }),
      { numRuns: 300 },
    )
  })
})

describe('odataGuid', () => {
  it('lets a GUID pass, and nothing else', () => {
    fc.assert(fc.property(fc.uuid(), id => assert.equal(odataGuid(id.toUpperCase()), id)))
    fc.assert(fc.property(anyText, text => assert.throws(() => odataGuid(text), TypeError)))
    assert.throws(() => odataGuid('11111111-1111-4111-8111-111111111111\n'), TypeError)
  })
})

/** https://www.w3.org/TR/xml/#charsets */
function isXml(character: string): boolean {
  const point = character.codePointAt(0) ?? 0
  return [9, 10, 13].includes(point) || (point >= 32 && point !== 0xfffe && point !== 0xffff)
}

describe('xmlAttribute', () => {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    htmlEntities: true,
    trimValues: false,
  })

  it('is one attribute with exactly those characters of the text that XML 1.0 allows', () => {
    fc.assert(
      fc.property(anyText, text => {
        const { condition } = parser.parse(`<condition value="${xmlAttribute(text)}" after="here"/>`, true)
        const carried = [...text.toWellFormed()].filter(isXml)
        assert.deepEqual(condition, { value: carried.join(''), after: 'here' })
      }),
      { numRuns: 500 },
    )
  })
})

describe('what a person types, in an organization', () => {
  let simulator: Simulator
  let client: DataverseClient
  before(async () => {
    simulator = await startSimulator({ routerIntervalMs: 0 })
    client = clientOf(simulator)
    const { _businessunitid_value: unit = null } = simulator.contoso.control.user('nora@contoso.com')
    for (const text of HOSTILE) {
      const row = { internalemailaddress: text.toWellFormed(), _businessunitid_value: unit }
      simulator.contoso.table('systemuser').insert(row)
    }
  })
  after(() => simulator.close())

  const idsOf = (answer: unknown, key: string) =>
    ((answer as Json).value as Json[]).map(row => String(row[key])).toSorted()

  function idsWhere(table: string, columns: readonly string[], text: string): string[] {
    const wanted = text.toWellFormed().toLowerCase()
    const equals = (row: Row) => columns.some(column => row[column]?.toString().toLowerCase() === wanted)
    const rows = simulator.contoso.table(table)
    return rows
      .where(equals)
      .map(row => rows.idOf(row))
      .toSorted()
  }

  it('finds the rows whose column equals it, and never causes a fault', async () => {
    const addresses = simulator.contoso
      .table('systemuser')
      .all()
      .map(row => String(row.internalemailaddress))
    const typed = fc.oneof(
      anyText,
      fc.constantFrom(...addresses).chain(text => fc.mixedCase(fc.constant(text))),
    )
    await fc.assert(
      fc.asyncProperty(typed, async text => {
        const [byAddress, byName, queues] = await client.batch([
          usersByAddress(text),
          usersByName(text),
          queuesByAddress(text),
        ])
        const columns = ['internalemailaddress', 'domainname']
        assert.deepEqual(idsOf(byAddress, 'systemuserid'), idsWhere('systemuser', columns, text))
        assert.deepEqual(idsOf(byName, 'systemuserid'), idsWhere('systemuser', [...columns, 'fullname'], text))
        assert.deepEqual(idsOf(queues, 'queueid'), idsWhere('queue', ['emailaddress'], text))
      }),
      { numRuns: 300, examples: HOSTILE.map((text): [string] => [text]) },
    )
  })
})
