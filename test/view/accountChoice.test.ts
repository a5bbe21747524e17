import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Case, Surface } from '../../src/domain/case/case.js'
import { surface } from '../fixtures/cases.js'
import { view } from '../fixtures/library.js'
import { accountCases } from '../fixtures/screens/accountScreens.js'
import { type Node, nodesOf, textsOf } from '../view/nodes.js'

const cases = accountCases()
const named = (name: string): Case => cases[name] ?? assert.fail(name)
const card = (thisCase: Case, place: Partial<Surface> = {}) =>
  view.card({ kind: 'case', case: thisCase }, { ...surface, ...place })
const inputsOn = (drawn: unknown): Node[] => nodesOf(drawn).filter(({ type = '' }) => type.startsWith('Input.'))
const titlesOn = (drawn: unknown) =>
  inputsOn(drawn).flatMap(({ choices = [] }) => (choices as readonly { title: string }[]).map(({ title }) => title))

const CERTAIN = [
  'Workflow "Order confirmation", owned by Dana Reed',
  'Integration ERP Connector',
  'Flow "Visit reminder", with the account Flow Service',
  'Amy Alberts, who made drafts in this name',
]

describe('the card that asks which account was refused', () => {
  it('names the accounts found as a person would, one choice each, and another one', () => {
    assert.deepEqual(titlesOn(card(named('the accounts found'))), [
      ...CERTAIN,
      'Workflow "Case closed", run for Omar Haddad (this may concern other mail)',
      'Another account',
    ])
  })

  it('shows them below one another, since a drop-down list cuts sentences off on a phone', () => {
    const [input] = inputsOn(card(named('the accounts found')))
    assert.deepEqual([input?.style, input?.wrap], ['expanded', true])
  })

  it('does not name in a group what may concern others', () => {
    const place = { conversationType: 'groupChat' } as const
    assert.deepEqual(titlesOn(card(named('the accounts found'), place)), [...CERTAIN, 'Another account'])
    const drawn = card(named('accounts that may concern others'), place)
    assert.deepEqual(titlesOn(drawn), [])
    assert.doesNotMatch(textsOf(drawn).join(), /Omar|Dana|Which of them/)
    assert.deepEqual(
      inputsOn(drawn).map(({ type }) => type),
      ['Input.Text'],
    )
  })

  it('has one input with a label and an error, and a way not to answer', () => {
    for (const thisCase of Object.values(cases)) {
      const drawn = card(thisCase)
      const [input, ...others] = inputsOn(drawn)
      assert.deepEqual(others, [])
      assert.ok(input?.label && input.errorMessage && input.isRequired === true)
      assert.ok(textsOf(drawn).includes("I don't know"))
    }
  })

  it('asks for text where another account is meant, with a way back', () => {
    const drawn = card(named('another account'))
    assert.deepEqual(
      inputsOn(drawn).map(({ type }) => type),
      ['Input.Text'],
    )
    const verbs = nodesOf(drawn).map(({ verb }) => verb)
    assert.ok(verbs.includes('previous'))
  })

  it('has what was chosen before selected', () => {
    const chosen = (more: object) => {
      const thisCase = named('the accounts found')
      return inputsOn(card({ ...thisCase, target: { ...thisCase.target, ...more } }))[0]?.value
    }
    assert.equal(chosen({ actingAccount: 'dana@contoso.com', actingAccountId: 'dana' }), 'dana')
    assert.equal(chosen({ actingAccount: 'other@contoso.com' }), 'another')
    assert.equal(chosen({}), '')
  })
})
