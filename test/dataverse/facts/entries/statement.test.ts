import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { statementOf } from '../../../../src/dataverse/facts/entries/statement.js'
import type { Symptom, Target } from '../../../../src/domain/case/case.js'
import { understand } from '../../../../src/symptoms/understand.js'

const log = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../../../../test/fixtures/logs/${name}`, import.meta.url)), 'utf8')

/** What a person says by pasting a text. */
function pasted(text: string) {
  const { log: read, codes } = understand(text)
  const clue = read?.clue ?? undefined
  return statementOf({ ...(clue && { clue }), codes } as Target)
}

describe('what the person says', () => {
  it('is that drafts were to be sent, where they see drafts that stay, a dialog, or a text about send-as', () => {
    const refused = (symptom: Symptom) => statementOf({ symptom }).refused
    assert.deepEqual((['stuck', 'draft', 'cannotSendAs', 'errorText', 'notSure'] as const).map(refused), [
      false,
      true,
      true,
      false,
      false,
    ])
    assert.equal(pasted('User does not have send-as privilege. 0x8004480D').refused, true)
    assert.equal(pasted('The mailbox is full: ErrorQuotaExceeded').refused, false)
  })

  it('is about a router where a text comes from its log, whatever fault it reports', () => {
    for (const name of ['sendas-viewer.txt', 'sendas-one-line.txt', 'sendas-trace.log', 'sendas-events.xml'])
      assert.equal(pasted(log(name)).aboutRouter, true, name)
    for (const text of [
      'RouterIsDisabled: 0x8005E246',
      'The E-mail Router service could not run the service main background thread.',
      'Incoming Status: Failure - The remote server returned an error: (401) Unauthorized.',
    ])
      assert.equal(pasted(text).aboutRouter, true, text)
    for (const text of ['User does not have send-as privilege. 0x8004480D', 'ErrorQuotaExceeded, mailbox Sara'])
      assert.equal(pasted(text).aboutRouter, false, text)
  })

  it('names no account where they ask about their own right alone', () => {
    const clue = { verdict: 'sendAs', fault: 'sendAs', count: 1, proof: [], accountIds: ['a'] } as const
    assert.deepEqual(statementOf({ clue }).accountIds, ['a'])
    assert.deepEqual(statementOf({ clue, scope: 'right' }), {
      refused: true,
      aboutRouter: false,
      accountIds: [],
      ownRight: true,
    })
  })
})
