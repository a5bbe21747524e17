import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { adviceOn, reasonsOf } from '../../../src/cli/diagnose/missingFacts.js'
import type { Diagnosis, Missing } from '../../../src/domain/diagnosis/diagnosis.js'
import type { FactName } from '../../../src/domain/diagnosis/facts.js'

function undetermined(...missing: readonly Missing[]): Diagnosis {
  const nothing = { ok: false, why: 'notGathered', detail: '' } as const
  const findings = missing.map(one => ({
    checkId: 'senderConsent' as const,
    outcome: 'undetermined' as const,
    missing: [one],
  }))
  return {
    ...{ verdict: 'undetermined', unexplained: false, findings, acting: [] },
    ...{ channel: null, production: null, held: null, others: null, mailboxId: null },
    ...{ backlog: nothing, departures: nothing, sentSince: nothing },
  }
}

const forbidden = { why: 'forbidden', detail: '0x80040220 Principal user' } as const

describe('what could not be seen', () => {
  it('is listed once for each reason, with everything that it hides', () => {
    const told = reasonsOf(
      undetermined(
        { fact: 'senders', ...forbidden, privilege: 'prvReadUser' },
        { fact: 'alerts', why: 'timeout', detail: 'no answer' },
        { fact: 'routerAccounts', ...forbidden, privilege: 'prvReadUser' },
        { fact: 'businessUnits', ...forbidden, privilege: 'prvReadBusinessUnit' },
      ),
    )
    assert.deepEqual(told, [
      { facts: ['senders', 'routerAccounts'], ...forbidden, privilege: 'prvReadUser' },
      { facts: ['alerts'], why: 'timeout', detail: 'no answer' },
      { facts: ['businessUnits'], ...forbidden, privilege: 'prvReadBusinessUnit' },
    ])
  })

  it('has no separate reason if it only depends on something missing', () => {
    const needs = (fact: FactName, other: string): Missing => ({ fact, why: 'notGathered', detail: `needs ${other}` })
    const senders: Missing = { fact: 'senders', ...forbidden }
    const told = reasonsOf(undetermined(needs('backlog', 'senders'), senders, needs('rights', 'routerAccounts')))
    assert.deepEqual(
      told.map(({ facts }) => facts),
      [['senders'], ['rights']],
    )
  })
})

describe('advice on a refused sign-in', () => {
  const adviceFor = (code: string) =>
    adviceOn([{ fact: 'senders', why: 'forbidden', detail: `The sign-in was refused: ${code}` }])

  it('names the variable to fix', () => {
    for (const [code, variable] of [
      ['AADSTS7000215', 'DATAVERSE_CLIENT_SECRET'],
      ['AADSTS7000222', 'DATAVERSE_CLIENT_SECRET'],
      ['AADSTS700016', 'DATAVERSE_CLIENT_ID'],
      ['AADSTS90002', 'DATAVERSE_TENANT_ID'],
      ['AADSTS500011', 'ORGANIZATIONS'],
    ] as const) {
      assert.ok(adviceFor(code)?.includes(variable), code)
    }
  })

  it('is not made up for an unknown error', () => {
    assert.equal(adviceFor('AADSTS50196'), null)
  })
})
