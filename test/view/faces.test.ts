import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Screen } from '../../src/app/ports.js'
import type { Surface } from '../../src/domain/case/case.js'
import { surface } from '../fixtures/cases.js'
import { view } from '../fixtures/library.js'
import { screens, stranger } from '../fixtures/screens.js'
import { textsOf } from './nodes.js'

/** Hostile texts come from people, and may look like anything. */
const all = Object.entries(await screens()).filter(([name]) => !name.startsWith('hostile'))

/** What an employee must not read: codes, ids, columns, privileges and the API's names of their levels. */
const MACHINE_WORDS: Readonly<Record<string, RegExp>> = {
  'a privilege': /\bprv[A-Z]|Send Email as Another User/,
  'an error code': /0x[0-9a-f]{8}/i,
  'a GUID': /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}/i,
  'a table or column': /\b(statecode|statuscode|usersettings|issendasallowed|systemuser|tracelog|emailrouter\w+)\b/i,
  'an assignment': / = /,
  'a level': /\b(Global|Deep|Local|Basic)\b(?! or | administrator)/,
  'an identifier': /\b[a-z]+[a-z0-9]*[A-Z][A-Za-z]*\b/,
  'an article': /\bKB \d/,
}

/** The text visible before anything is opened. */
function faceOf(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(faceOf)
  if (typeof node !== 'object' || node === null) return node
  if ('type' in node && node.type === 'Action.ShowCard') return 'title' in node ? [node.title] : []
  const hidden = ['data', 'id', 'url', 'verb', 'fallback', '$schema', 'type', 'style', 'value', 'lang', 'displayMode']
  return Object.fromEntries(
    Object.entries(node)
      .filter(([name]) => !hidden.includes(name))
      .map(([name, inner]) => [name, faceOf(inner)]),
  )
}

const readers: Readonly<Record<string, Pick<Surface, 'audience' | 'conversationType'>>> = {
  'somebody in a chat of their own': { audience: 'user', conversationType: 'personal' },
  'a group': { audience: 'user', conversationType: 'groupChat' },
  'the sender who is asked': { audience: 'sender', conversationType: 'personal' },
}

/** Members of the helpdesk, and people who grant something themselves, read as administrators. */
function asEmployee(screen: Screen): Screen {
  if (!('case' in screen)) return screen
  const { owner, phase } = screen.case
  const employee = { ...owner, helpdesk: false }
  const by = 'by' in phase ? { ...phase, by: stranger } : phase
  return { ...screen, case: { ...screen.case, owner: employee, phase: by } }
}

function without(screen: Screen): Screen {
  const { audience: _audience, ...rest } = screen as Screen & { audience?: unknown }
  return rest as Screen
}

describe('an employee reads no technical words', () => {
  for (const [reader, place] of Object.entries(readers)) {
    for (const [name, screen] of all) {
      it(`${name}, for ${reader}`, () => {
        const card = view.card(without(asEmployee(screen)), { ...surface, ...place })
        const found = textsOf(faceOf(card)).flatMap(text =>
          Object.entries(MACHINE_WORDS).flatMap(([what, words]) => (words.test(text) ? [`${what}: ${text}`] : [])),
        )
        assert.deepEqual(found, [])
      })
    }
  }

  it('and the same patterns match on administrators’ cards, and under Details', () => {
    const helpdesk = all.flatMap(([, screen]) => textsOf(view.card(screen, { ...surface, audience: 'helpdesk' })))
    for (const [what, words] of Object.entries(MACHINE_WORDS)) {
      if (what !== 'a GUID')
        assert.ok(
          helpdesk.some(text => words.test(text)),
          what,
        )
    }
  })
})
