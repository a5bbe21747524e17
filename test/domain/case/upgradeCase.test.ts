import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Screen } from '../../../src/app/ports.js'
import { checks } from '../../../src/checks/index.js'
import type { Case } from '../../../src/domain/case/case.js'
import { upgrade } from '../../../src/domain/case/upgradeCase.js'
import { type Finding, problemsOf } from '../../../src/domain/diagnosis/diagnosis.js'
import { MISSING } from '../../../src/view/wordings.js'
import {
  after,
  answered,
  carriedOut,
  checkedAgain,
  consented,
  gathered,
  helen,
  planned,
  surface,
} from '../../fixtures/cases.js'
import { backlog, rightsOf } from '../../fixtures/facts.js'
import { library, sentencesBelow, view } from '../../fixtures/library.js'
import { storedCases } from '../../fixtures/stored/index.js'
import { textsOf } from '../../view/nodes.js'

type Document = Readonly<Record<string, unknown>>

/** How the same case was stored by the versions before: without channel and revisions, and without numbers in the audit. */
function ofSchema(schema: number, document: Document): Document {
  if (schema === 3) return document
  const { revision: _revision, ...stored } = structuredClone(document)
  const { owner, surfaces, audit } = stored as unknown as Case
  const { channelId: _channel, ...ofOwner } = owner
  const undrawn = surfaces.map(({ drawn: _drawn, ...place }) => place)
  const lines = audit.map(({ n, ...line }) => (schema === 1 ? line : { n, ...line }))
  return { ...stored, schema, owner: ofOwner, surfaces: undrawn, audit: lines }
}

const upgraded = (name: string): Case => upgrade(storedCases[name])
const causes = ({ phase }: Case) =>
  'diagnosis' in phase ? problemsOf(phase.diagnosis).map(({ checkId, guide }) => [checkId, guide]) : []

const KEYS = sentencesBelow(library.strings.en).map(([key]) => key)

/** The keys of all that a finding names. */
function keysOf(finding: Finding): readonly string[] {
  const evidence = 'evidence' in finding ? (finding.evidence ?? []) : []
  const labels = [`checks.${finding.checkId}`, ...evidence.map(({ label }) => `evidence.${label}`)]
  switch (finding.outcome) {
    case 'problem':
      return [...labels, `guides.${finding.guide}`, finding.message.key]
    case 'undetermined':
      return [...labels, ...finding.missing.map(({ fact }) => `facts.${fact}`)]
    case 'notApplicable':
      return [...labels, finding.because.key]
    case 'ok':
      return labels
  }
}

const OLD = [
  'routerAccountUnknown',
  'routerAccountDisabled',
  'routerPrivilege',
  'routerPrivilegeDepth',
  'queueSender',
  'notTheRouter',
  'routerRoles',
  'lastSent',
]

describe('a case that a version stored which knew only the Email Router', () => {
  for (const schema of [1, 2, 3])
    for (const [name, document] of Object.entries(storedCases))
      it(`of schema ${schema} is drawn with the sentences of today: ${name}`, () => {
        const thisCase = upgrade(ofSchema(schema, document))
        assert.equal(thisCase.schema, 4)
        const text = JSON.stringify(thisCase)
        for (const id of OLD) assert.ok(!text.includes(`"${id}"`) && !text.includes(`.${id}`), id)
        const screen: Screen = { kind: 'case', case: thisCase }
        for (const audience of ['user', 'helpdesk'] as const) {
          const texts = textsOf(view.card(screen, { ...surface, audience })).join('\n')
          for (const gap of [MISSING, 'undefined']) assert.ok(!texts.includes(gap), `${gap} in ${texts}`)
          assert.doesNotMatch(texts, /(?<!\{)\{\w+\}/, 'an argument is missing')
        }
        assert.ok(!view.summary(screen, 'en').includes(MISSING))
      })

  it('names the causes of today', () => {
    const renamed: Readonly<Record<string, string>> = {
      routerAccountUnknown: 'actingAccountUnknown',
      routerAccountDisabled: 'actingAccountDisabled',
      notTheRouter: 'routerRefused',
      'mailboxNotApproved, inactive': 'mailboxInactive',
      routerPrivilege: 'sendAsPrivilege',
      routerPrivilegeDepth: 'sendAsDepth',
      queueSender: 'queueAccess',
      senderConsent: 'senderConsent',
    }
    for (const [name, id] of Object.entries(renamed)) assert.deepEqual(causes(upgraded(name)), [[id, id]], name)
  })

  it('knows every cause, guide, fact and sentence that it names', () => {
    for (const name of Object.keys(storedCases)) {
      const { phase } = upgraded(name)
      for (const finding of 'diagnosis' in phase ? phase.diagnosis.findings : [])
        for (const key of keysOf(finding))
          assert.ok(
            KEYS.some(known => `${known}.`.startsWith(`${key}.`)),
            key,
          )
    }
  })

  it('keeps how the organization sent, and says no more than it knew', () => {
    const channel = ({ phase }: Case) => ('diagnosis' in phase ? phase.diagnosis.channel : undefined)
    assert.deepEqual([channel(upgraded('in order')), channel(upgraded('notTheRouter'))], ['router', 'synchronization'])
    const { phase } = upgraded('in order')
    assert.ok('diagnosis' in phase && phase.diagnosis.held === null && !phase.diagnosis.departures.ok)
  })

  it('knows which e-mail had waited for long', () => {
    const overdue = ({ phase }: Case) =>
      'diagnosis' in phase && phase.diagnosis.backlog.ok ? phase.diagnosis.backlog.value?.overdue : undefined
    assert.deepEqual([overdue(upgraded('justWaiting')), overdue(upgraded('offered routerPrivilege'))], [0, 3])
  })

  it('names the check that had a bug, and otherwise the fact', () => {
    const missing = [
      { fact: 'routerPrivilege', why: 'crashed', detail: '' },
      { fact: 'routerPrivilege', why: 'forbidden', detail: '' },
      { fact: 'lastSent', why: 'forbidden', detail: '' },
    ]
    const document = structuredClone(storedCases['in order']) as unknown as Case
    assert.ok('diagnosis' in document.phase)
    const findings = [{ checkId: 'routerPrivilege', outcome: 'undetermined', missing }]
    const { phase } = upgrade({
      ...document,
      phase: { ...document.phase, diagnosis: { ...document.phase.diagnosis, findings } },
    })
    const [finding] = 'diagnosis' in phase ? phase.diagnosis.findings : []
    assert.ok(finding?.outcome === 'undetermined')
    assert.deepEqual(
      finding.missing.map(({ fact }) => fact),
      ['sendAsPrivilege', 'rights', 'departures'],
    )
  })

  it('is judged again with the causes of today', () => {
    const lacking = gathered({ rights: [rightsOf('router', { sendAs: [] })], backlog: backlog(3, 60) })
    for (const name of ['routerPrivilege', 'routerPrivilegeDepth', 'in order', 'queueAccess was not read']) {
      const again = after(upgraded(name), checks, checkedAgain(), lacking)
      assert.deepEqual(causes(again), [['sendAsPrivilege', 'sendAsPrivilege']], name)
    }
  })

  it('goes on with its repair', () => {
    const offered = after(upgraded('planning routerPrivilege'), checks, planned())
    assert.ok(offered.phase.name === 'offered' && offered.phase.remedy === 'sendAsPrivilege')
    // Older versions did not store what kind of organization it is, so it counts as a copy.
    const unnamed = after(upgraded('offered routerPrivilege'), checks, consented())
    assert.ok(unnamed.phase.name === 'offered' && unnamed.phase.note?.key === 'notes.typeName')
    const watching = after(
      upgraded('offered routerPrivilege'),
      checks,
      consented(undefined, { typedName: 'Contoso' }),
      carriedOut(),
      gathered({ backlog: backlog(3, 60) }),
    )
    assert.deepEqual([watching.phase.name, watching.applied?.remedy], ['watching', 'sendAsPrivilege'])
    assert.equal(upgraded('watching routerPrivilege').applied?.remedy, 'sendAsPrivilege')
  })

  it('takes the answer to the question that it asked, and keeps one that was given', () => {
    const answer = answered({ ask: 'actingAccount', value: 'router@fs.contoso.com' }, helen)
    const told = after(upgraded('asked for the router account'), checks, answer)
    assert.deepEqual([told.phase.name, told.target.actingAccount], ['diagnosing', 'router@fs.contoso.com'])
    assert.equal(upgraded('told the router account').target.actingAccount, 'router@fs.contoso.com')
  })
})

describe('upgrading', () => {
  it('numbers the audit of schema 1, and gives schema 2 a revision and the channel of its owner', () => {
    const document = storedCases['in order'] as unknown as Case
    const first = upgrade(ofSchema(1, document as unknown as Document))
    assert.deepEqual(
      first.audit.map(({ n }) => n),
      document.audit.map((_, i) => i + 1),
    )
    const { revision, owner, surfaces } = upgrade(ofSchema(2, document as unknown as Document))
    assert.deepEqual([revision, owner.channelId, surfaces.map(({ drawn }) => drawn)], [1, 'msteams', [1]])
  })

  it('leaves a document of today as it is', () => {
    const today = upgraded('routerPrivilege')
    assert.equal(upgrade(today), today)
  })

  it('refuses a document of another schema', () => {
    assert.throws(() => upgrade({ ...upgraded('in order'), schema: 5 }), /another version/)
    assert.throws(() => upgrade(null), /another version/)
  })
})
