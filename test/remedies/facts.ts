import assert from 'node:assert/strict'
import type { BusinessUnit, Fact } from '../../src/domain/diagnosis/facts.js'
import type { Plan } from '../../src/domain/repair/plan.js'
import { type NoPlan, remedyOf } from '../../src/domain/repair/remedy.js'
import type { Parties, RepairFacts, RepairRequest, RoleSeen, RolesSeen } from '../../src/domain/repair/repair.js'
import { remedies } from '../../src/remedies/index.js'

/** Sales and Legal are below the root, and Field Sales is below Sales. */
export const UNITS: readonly BusinessUnit[] = [
  { id: 'root', name: 'Contoso', parentId: null },
  { id: 'sales', name: 'Sales', parentId: 'root' },
  { id: 'field', name: 'Field Sales', parentId: 'sales' },
  { id: 'legal', name: 'Legal', parentId: 'root' },
]

export function read<T>(value: T): Fact<T> {
  return { ok: true, value, at: '2026-03-02T10:00:00.000Z' }
}

/** A sender in the given business unit, and the router's account in Sales. */
export function partiesIn(unit: string | null): Parties {
  return {
    sender: { id: 'sender-id', name: 'Grace Kim', businessUnitId: unit },
    senderObjectId: 'sender-object-id',
    account: { id: 'account-id', name: 'Email Router Service', businessUnitId: 'sales' },
  }
}

/** A custom role in Sales that nobody holds and that has no prvSendAsUser. */
export function role(change: Partial<RoleSeen> & Pick<RoleSeen, 'name'>): RoleSeen {
  return {
    id: `copy of ${change.name}`,
    masterId: `master of ${change.name}`,
    businessUnitId: 'sales',
    custom: true,
    sendAs: null,
    privileges: 1,
    held: null,
    others: [],
    ...change,
  }
}

export function rolesSeen(roles: readonly RoleSeen[], change: Partial<RolesSeen> = {}): Fact<RolesSeen> {
  const seen = {
    privilegeId: 'send-as',
    depths: ['Local', 'Deep', 'Global'] as const,
    businessUnits: UNITS,
    senders: [],
  }
  return read({ ...seen, roles, names: roles.map(({ name }) => name), ...change })
}

/** The plans that the remedy makes from the facts. */
export function plansFor(repairing: RepairRequest, facts: RepairFacts): readonly Plan[] | NoPlan {
  return remedyOf(remedies, repairing.remedy)?.plan(repairing, facts) ?? assert.fail(repairing.remedy)
}

export function plansOf(repairing: RepairRequest, facts: RepairFacts): readonly Plan[] {
  const plans = plansFor(repairing, facts)
  assert.ok(!('ok' in plans), JSON.stringify(plans))
  return plans
}
