import assert from 'node:assert/strict'
import type { CarryOutRequest, RepairFactsRequest, Repairs, WriteResult } from '../../../src/app/ports.js'
import type { Plan } from '../../../src/domain/repair/plan.js'
import type { Parties, RemedyId, RepairFacts } from '../../../src/domain/repair/repair.js'
import { plansFor } from '../../remedies/facts.js'
import type { OnlineWorld } from '../../simulator/seeds/synchronized/onlineWorld.js'
import { type RepairChanges, repairsOf, signerOf, wantedOf } from './repairing.js'

/** What the application does around a repair in an organization with synchronization. */
export interface OnlineDesk {
  readonly repairs: Repairs
  parties(sender: string): Parties
  prepare(remedy: RemedyId, sender: string, more?: Partial<RepairFactsRequest>): Promise<RepairFacts>
  plan(remedy: RemedyId, sender: string, more?: Partial<RepairFactsRequest>): Promise<Plan>
  carryOut(plan: Plan, by: string, more?: Partial<CarryOutRequest>): Promise<WriteResult>
}

/** `acting`: addresses of those who certainly acted for whichever sender, and own the linked jobs. */
export function onlineDesk(
  { simulator, org, sender, now }: OnlineWorld,
  acting: readonly string[],
  changes: RepairChanges = {},
): OnlineDesk {
  const repairs = repairsOf(simulator, { now, ...changes })
  const organization = { name: org.name, url: org.url }
  const { signal } = new AbortController()
  const partyOf = (address: string) => {
    const row = sender(address)
    const id = String(row.systemuserid ?? row.queueid)
    const name = String(row.fullname ?? row.name)
    return { id, name, businessUnitId: String(row._businessunitid_value) }
  }
  const parties = (address: string): Parties => {
    const ids = acting.map(one => partyOf(one).id)
    const account = acting[0] === undefined ? null : { ...partyOf(acting[0]), as: 'workflow' as const }
    const mailboxId = String(sender(address)._defaultmailbox_value)
    return { sender: partyOf(address), senderObjectId: null, account, mailboxId, actingIds: ids, jobOwnerIds: ids }
  }
  const prepare: OnlineDesk['prepare'] = (remedy, address, more) =>
    repairs.prepare({ organization, signal, own: true, ...wantedOf(remedy), parties: parties(address), ...more })
  return {
    repairs,
    parties,
    prepare,
    async plan(remedy, address, more) {
      const facts = await prepare(remedy, address, more)
      const plans = plansFor({ remedy, parties: parties(address), ...more }, facts)
      assert.ok(!('ok' in plans), JSON.stringify(plans))
      return plans[0] ?? assert.fail(`${remedy} has nothing to write`)
    },
    carryOut: (plan, by, more) =>
      repairs.carryOut({ organization, signal, writes: plan.writes, signer: signerOf(by), ...more }),
  }
}
