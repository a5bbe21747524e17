import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { describe, it } from 'node:test'
import { checks } from '../../src/checks/index.js'
import type { Evidence, Outcome } from '../../src/domain/diagnosis/diagnosis.js'
import { fixtureOf } from '../fixtures/causes/index.js'
import { type CauseCase, sheet } from '../fixtures/facts.js'
import { library, sentencesBelow } from '../fixtures/library.js'

const SENTENCES = sentencesBelow(library.strings.en).map(([key]) => key)
/** Ids of the causes that have a headline of their own, for when nothing blocks the mail. */
const HEADLINES = new Set(SENTENCES.flatMap(key => /^checks\.(\w+)\.headline$/.exec(key)?.[1] ?? []))
/** Sentences of a cause that no outcome names by its message. */
const PARTS = /\.(name|cause|\w+Cause|headline|ok)$/

const OUTCOMES = ['ok', 'problem', 'notApplicable', 'undetermined'] as const

const FILES = readdirSync(new URL('../../src/checks', import.meta.url), { recursive: true, encoding: 'utf8' }).filter(
  file => /^\w+\/\w+\.js$/.test(file),
)

type Problem = Extract<Outcome, { outcome: 'problem' }>

for (const check of checks) {
  const fixture = await fixtureOf(check.id)

  describe(check.id, () => {
    for (const expected of fixture.cases) {
      const { when, facts, outcome, says } = expected
      it(`${outcome} when ${when}`, () => {
        const judged = check.judge(sheet(facts))
        assert.equal(judged.outcome, outcome)
        if (says !== undefined) assert.equal(sayingOf(judged), says)
        if (judged.outcome === 'problem') holdsProblem(judged, expected)
        if (judged.outcome === 'ok') assertIncludes(valuesOf(judged.evidence), expected.evidence ?? {})
      })
    }

    it('has a fixture for every outcome', () => {
      const tried = new Set(fixture.cases.map(({ outcome }) => outcome))
      for (const outcome of OUTCOMES) {
        const exempt = (outcome === 'notApplicable' && fixture.alwaysApplies) || (outcome === 'ok' && fixture.neverOk)
        assert.ok(tried.has(outcome) !== Boolean(exempt), `${outcome} of ${check.id}`)
      }
    })

    it('has a fixture for every sentence', () => {
      const said = new Set(fixture.cases.map(({ says }) => says))
      const own = SENTENCES.filter(key => key.startsWith(`checks.${check.id}.`) && !PARTS.test(key))
      assert.deepEqual(
        own.filter(key => !said.has(key)),
        [],
      )
    })

    it('is undetermined when nothing was read', () => {
      assert.equal(check.judge({}).outcome, 'undetermined')
    })

    it('is in the file of its name', () => {
      assert.equal(FILES.filter(file => file.endsWith(`/${check.id}.js`)).length, 1)
    })
  })

  /** What accounts for mail may be all that a card has to say, so it needs a headline. */
  function holdsProblem(problem: Problem, { severity, explains, args, evidence }: CauseCase): void {
    if (severity !== undefined) assert.equal(problem.severity, severity)
    if (explains) assert.deepEqual(problem.explains, explains)
    assertIncludes(problem.message.args ?? {}, args ?? {})
    assertIncludes(valuesOf(problem.evidence), evidence ?? {})
    assert.ok(problem.severity === 'contributing' || problem.explains === undefined)
    if (problem.explains) assert.ok(HEADLINES.has(check.id))
  }
}

it('there is a file in a folder for each check, and no other', () => {
  assert.equal(FILES.length, checks.length)
})

function valuesOf(evidence: readonly Evidence[]): Readonly<Record<string, string>> {
  return Object.fromEntries(evidence.map(({ label, value }) => [label, value]))
}

function assertIncludes(all: Readonly<Record<string, unknown>>, some: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(some)) assert.equal(all[name], value, name)
}

function sayingOf(judged: Outcome): string | undefined {
  switch (judged.outcome) {
    case 'problem':
      return judged.message.key
    case 'notApplicable':
      return judged.because.key
    case 'undetermined':
      return judged.missing[0]?.fact
    case 'ok':
      return undefined
  }
}
