import assert from 'node:assert/strict'
import { checks } from '../../src/checks/index.js'
import { type Diagnosis, diagnose, problemsOf } from '../../src/domain/diagnosis/diagnosis.js'
import { organizationsOf } from '../dataverse/edge.js'
import type { Simulator } from '../simulator/index.js'

/** Diagnoses a sender in the simulator's first organization over HTTP. */
export async function diagnoseIn(simulator: Simulator, sender: string, router: string): Promise<Diagnosis> {
  const organizations = organizationsOf(simulator)
  const [organization] = organizations.list()
  assert.ok(organization)
  const { facts } = await organizations.gather({
    target: { organization, sender, routerAccount: router },
    since: new Date().toISOString(),
    progress: () => {},
    signal: new AbortController().signal,
  })
  return diagnose(facts, checks)
}

export function causesOf(diagnosis: Diagnosis): string[] {
  return problemsOf(diagnosis).map(({ checkId }) => checkId)
}
