import { ACTING_MAY_USE } from '../../domain/diagnosis/acting.js'
import { defineCheck } from '../../domain/diagnosis/check.js'
import type { PrivilegeGrant } from '../../domain/diagnosis/facts.js'
import { type Evidence, notApplicable, ok, undetermined } from '../../domain/diagnosis/finding.js'
import {
  businessUnitName,
  firstFailing,
  reachEvidence,
  reachOf,
  roleEvidence,
  SEND_AS_NEEDS,
  sendAsCase,
  unnamedRouter,
  withRights,
} from '../../domain/diagnosis/sendAs.js'

/** An acting account holds prvSendAsUser, but not at a depth that reaches the sender's business unit. Depths are as documented (KB 3184980); how the server applies Deep and Global here is UNCONFIRMED. */
export const sendAsDepth = defineCheck({
  id: 'sendAsDepth',
  gate: 1,
  aboutRight: true,
  sharedBy: 'account',
  needs: [...SEND_AS_NEEDS, 'rights', 'businessUnits'],
  mayUse: [...ACTING_MAY_USE, 'roles'],
  evaluate({ rights, businessUnits, roles, ...facts }) {
    const sending = sendAsCase(facts)
    if ('stop' in sending) return sending.stop
    const { sender } = sending
    const { seen, more, unread, grantsOf } = withRights(sending.accounts, rights)
    const holders = seen.filter(({ account }) => grantsOf(account).length > 0)
    if (holders.length === 0) return unread ?? notApplicable('privilegeNotHeld')
    const unit = businessUnitName(sender.businessUnitId, businessUnits)
    const reached: readonly Evidence[] = [
      { label: 'senderUnit', value: unit },
      ...holders.flatMap(({ account }) => grantsOf(account).map(grant => reachEvidence(grant, businessUnits))),
      ...roleEvidence(holders, roles),
      ...more,
    ]
    const reachFor = (grants: readonly PrivilegeGrant[]) => reachOf(grants, sender.businessUnitId, businessUnits)
    const failing = firstFailing(holders, account => reachFor(grantsOf(account)) === false)
    if (failing) {
      const { severity, args, evidence, account } = failing
      return {
        outcome: 'problem',
        severity,
        message: { key: 'checks.sendAsDepth.problem', args: { ...args, sender: sender.name, unit } },
        evidence: [...reached, ...evidence],
        guide: 'sendAsDepth',
        links: { userId: account.id },
        account,
      }
    }
    const unclear = holders.map(({ account }) => grantsOf(account)).find(grants => reachFor(grants) === null)
    if (!unclear) return unread ?? unnamedRouter(facts) ?? ok(...reached)
    return unclear.some(({ depth }) => depth === null)
      ? undetermined('rights', 'the privilege has an unknown depth')
      : undetermined('businessUnits', "a business unit above the sender's was not found")
  },
})
