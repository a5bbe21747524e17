import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { describe, it } from 'node:test'
import { checks } from '../../src/checks/index.js'
import type { Outcome } from '../../src/domain/diagnosis/diagnosis.js'
import { type CauseCase, sheet } from '../fixtures/facts.js'
import { library, sentencesBelow } from '../fixtures/library.js'

/** Ids of the contributing causes that have a headline, for when nothing blocks the mail. */
const HEADLINES = new Set(
  sentencesBelow(library.strings.en).flatMap(([key]) => /^checks\.(\w+)\.headline$/.exec(key)?.[1] ?? []),
)

const OUTCOMES = ['ok', 'problem', 'notApplicable', 'undetermined'] as const

interface Fixture {
  readonly cases: readonly CauseCase[]
  readonly alwaysApplies?: true
  readonly neverOk?: true
}

for (const check of checks) {
  const fixture: Fixture = await import(`../fixtures/causes/${check.id}.js`)

  describe(check.id, () => {
    for (const { when, facts, outcome, says } of fixture.cases) {
      it(`${outcome} when ${when}`, () => {
        const judged = check.judge(sheet(facts))
        assert.equal(judged.outcome, outcome)
        if (says !== undefined) assert.equal(sayingOf(judged), says)
        if (judged.outcome === 'problem' && judged.severity === 'contributing') assert.ok(HEADLINES.has(check.id))
      })
    }

    it('has a fixture for every outcome', () => {
      const tried = new Set(fixture.cases.map(({ outcome }) => outcome))
      for (const outcome of OUTCOMES) {
        const exempt = (outcome === 'notApplicable' && fixture.alwaysApplies) || (outcome === 'ok' && fixture.neverOk)
        assert.ok(tried.has(outcome) !== Boolean(exempt), `${outcome} of ${check.id}`)
      }
    })

    it('is undetermined when nothing was read', () => {
      assert.equal(check.judge({}).outcome, 'undetermined')
    })

    it('is in the file of its name', () => {
      assert.ok(existsSync(new URL(`../../src/checks/${check.id}.js`, import.meta.url)))
    })
  })
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
