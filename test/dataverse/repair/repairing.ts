import assert from 'node:assert/strict'
import type { CarryOutRequest, RepairFactsRequest, Repairs, WriteResult } from '../../../src/app/ports.js'
import { createRepairs } from '../../../src/dataverse/repairs.js'
import type { Signer } from '../../../src/domain/case/case.js'
import type { Fact } from '../../../src/domain/diagnosis/facts.js'
import type { Plan, Way, Write } from '../../../src/domain/repair/plan.js'
import { remedyOf } from '../../../src/domain/repair/remedy.js'
import type { Applied, Parties, RemedyId, RepairFacts } from '../../../src/domain/repair/repair.js'
import { createTokens, type Tokens, tokensFrom } from '../../../src/entra/tokens.js'
import { userAgent } from '../../../src/packageInfo.js'
import { remedies } from '../../../src/remedies/index.js'
import { plansFor } from '../../remedies/facts.js'
import { personToken } from '../../simulator/api/callers.js'
import { objectIdOf, type Simulator } from '../../simulator/index.js'
import { atOnce } from '../edge.js'
import { ROUTER } from '../facts/asking.js'

/** Somebody of the simulated organizations, by the key of their seed. */
export function signerOf(key: string): Signer {
  const actor = {
    channelId: 'msteams',
    id: key,
    name: key,
    tenantId: 'a-tenant',
    aadObjectId: objectIdOf(key),
    helpdesk: false,
  }
  return { actor, channelId: 'msteams' }
}

export interface RepairChanges {
  /** Reads as the application. */
  readonly tokens?: Tokens
  readonly tokensOf?: (signer: Signer) => Tokens
  now?(): Date
}

/** Makes repairs as the program does: each person with a token that MSAL gets on their behalf. */
export function repairsOf(simulator: Simulator, changes: RepairChanges = {}): Repairs {
  const people = new Map<string, Tokens>()
  const tokensOf = ({ actor: { id } }: Signer): Tokens => {
    const tokens = people.get(id) ?? tokensFrom(url => personToken(simulator, id, { url }))
    people.set(id, tokens)
    return tokens
  }
  return createRepairs({
    organizations: [simulator.contoso, simulator.field].map(({ name, url }) => ({ name, url })),
    tokens: createTokens(simulator),
    tokensOf,
    userAgent,
    now: () => new Date(),
    client: atOnce,
    ...changes,
  })
}

export interface Desk {
  readonly repairs: Repairs
  parties(sender: string): Parties
  prepare(remedy: RemedyId, sender: string, more?: Partial<RepairFactsRequest>): Promise<RepairFacts>
  /** The plans that the remedy offers now. */
  plans(remedy: RemedyId, sender: string, more?: Partial<RepairFactsRequest>): Promise<readonly Plan[]>
  plan(way: Way, sender: string, more?: Partial<RepairFactsRequest>): Promise<Plan>
  carryOut(writes: readonly Write[], by: string, more?: Partial<CarryOutRequest>): Promise<WriteResult>
  /** The sender's waiting e-mails. */
  waiting(sender: string): number
}

const REMEDY_OF: Readonly<Record<string, RemedyId>> = {
  allowSendAs: 'senderConsent',
  giveRole: 'sendAsPrivilege',
  extendRole: 'sendAsPrivilege',
  createRole: 'sendAsPrivilege',
  holdMails: 'holdMails',
  undo: 'undo',
}

function remedyBy(way: Way): RemedyId {
  return REMEDY_OF[way] ?? assert.fail(way)
}

/** A remedy and the facts that its plans are made from. */
export function wantedOf(remedy: RemedyId): Pick<RepairFactsRequest, 'remedy' | 'reads'> {
  return { remedy, reads: remedyOf(remedies, remedy)?.reads ?? assert.fail(remedy) }
}

/** What the application does around a repair in Contoso. */
export function deskOf(simulator: Simulator, changes: RepairChanges = {}): Desk {
  const repairs = repairsOf(simulator, changes)
  const { contoso } = simulator
  const organization = { name: contoso.name, url: contoso.url }
  const { signal } = new AbortController()
  const parties = (address: string): Parties => {
    const who = (one: string) => {
      const { systemuserid, fullname, _businessunitid_value: unit } = contoso.control.user(one)
      return { id: String(systemuserid), name: String(fullname), businessUnitId: String(unit) }
    }
    return { sender: who(address), senderObjectId: null, account: who(ROUTER) }
  }
  const prepare: Desk['prepare'] = (remedy, sender, more) =>
    repairs.prepare({ organization, signal, own: false, ...wantedOf(remedy), parties: parties(sender), ...more })
  const plans: Desk['plans'] = async (remedy, sender, more) => {
    const facts = await prepare(remedy, sender, more)
    const found = plansFor({ remedy, parties: parties(sender), ...more }, facts)
    assert.ok(!('ok' in found), JSON.stringify(found))
    return found
  }
  return {
    repairs,
    parties,
    prepare,
    plans,
    async plan(way, sender, more) {
      const found = await plans(remedyBy(way), sender, more)
      const plan = found.find(one => one.way === way)
      assert.ok(plan, `${way} is not offered: ${found.map(one => one.way)}`)
      return plan
    },
    carryOut: (writes, by, more) => repairs.carryOut({ organization, signal, writes, signer: signerOf(by), ...more }),
    waiting(sender) {
      const { id } = parties(sender).sender
      return [...contoso.table('email').having('_emailsender_value', id)].filter(one => one.statuscode === 6).length
    },
  }
}

/** The value of a fact that was read. */
export function factValue<T>(fact: Fact<T> | undefined): T {
  assert.ok(fact?.ok, JSON.stringify(fact))
  return fact.value
}

/** The writes that were carried out, as the case keeps them. */
export function appliedOf({ way }: Plan, carried: WriteResult): Applied {
  assert.ok(carried.result === 'done', JSON.stringify(carried))
  return { way, remedy: remedyBy(way), writes: carried.writes, at: '2026-03-02T10:00:00Z', by: objectIdOf('admin') }
}
