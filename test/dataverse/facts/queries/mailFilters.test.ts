import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as filters from '../../../../src/dataverse/facts/queries/mailFilters.js'

const SENDER = '11111111-1111-4111-8111-111111111111'
const MAKERS = ['22222222-2222-4222-8222-222222222222', '33333333-3333-4333-8333-333333333333']
const MOMENT = '2026-11-23T10:00:00.000Z'

/** Column, operator and value of each condition. FetchXML writes a Boolean as 1, and a lookup without its suffix. */
const fromXml = (xml: readonly string[]) =>
  [...xml.join('').matchAll(/attribute="(\w+)" operator="([\w-]+)"(?: value="([^"]+)")?/g)]
    .map(([, column, operator, value]) =>
      operator === 'null' || operator === 'not-null'
        ? `${column} ${operator === 'null' ? 'eq' : 'ne'} null`
        : `${column} ${operator} ${column === 'directioncode' ? 'true' : value}`,
    )
    .toSorted()
const fromOData = (odata: string) =>
  odata
    .replaceAll(/[()]/g, '')
    .split(/ and | or /)
    .map(condition => condition.replace(/^_(\w+)_value /, '$1 '))
    .toSorted()

describe('a filter of e-mails', () => {
  const { MAIL, outgoing, mailsOf, draftsOf, draftsBy, draftsByOthersOf, notSubmittedOf, madeBy } = filters
  const cases: Readonly<Record<string, filters.MailFilter>> = {
    outgoing: outgoing(MAIL.failed),
    'of a sender': mailsOf(SENDER, MAIL.sent),
    'drafts of a sender': draftsOf(SENDER, MOMENT),
    'drafts of a sender by others': draftsByOthersOf(SENDER, MOMENT),
    'drafts by an account': draftsBy(SENDER, MOMENT),
    'not submitted': notSubmittedOf(SENDER),
    'by their makers': madeBy(MAKERS),
  }
  for (const [name, { xml, odata }] of Object.entries(cases))
    it(`means the same e-mails in both languages: ${name}`, () => {
      assert.ok(fromXml(xml).length > 1)
      assert.deepEqual(fromXml(xml), fromOData(odata))
    })
})
