import { defineCheck, type Evidence, notApplicable, ok, undetermined } from '../domain/diagnosis/diagnosis.js'
import { businessUnitName, reachOf, roleEvidence, sendAsPair } from '../domain/diagnosis/sendAs.js'

/** The router account holds prvSendAsUser, but not at a depth that reaches the sender's business unit. Depths are as documented; how the server applies them here is not. */
export const sendAsDepth = defineCheck({
  id: 'sendAsDepth',
  needs: ['senders', 'routerAccounts', 'mailSettings', 'organization', 'sendAsPrivilege', 'businessUnits'],
  mayUse: ['routerRoles'],
  evaluate({ sendAsPrivilege: grants, businessUnits, routerRoles, ...sending }) {
    const pair = sendAsPair(sending)
    if (typeof pair === 'string') return notApplicable(pair)
    if (!grants) return notApplicable('actingAccountUnknown')
    if (grants.length === 0) return notApplicable('privilegeNotHeld')
    const { sender, account } = pair
    const unit = businessUnitName(sender.businessUnitId, businessUnits)
    const evidence: readonly Evidence[] = [
      { label: 'senderUnit', value: unit },
      ...grants.map(
        ({ depth, businessUnitId }): Evidence => ({
          label: 'privilegeReach',
          value: `${depth ?? '?'}, ${businessUnitName(businessUnitId, businessUnits)}`,
        }),
      ),
      ...roleEvidence(routerRoles ?? []),
    ]
    const reach = reachOf(grants, sender.businessUnitId, businessUnits)
    if (reach) return ok(...evidence)
    if (reach === null) {
      return grants.some(({ depth }) => depth === null)
        ? undetermined('sendAsPrivilege', 'the privilege has an unknown depth')
        : undetermined('businessUnits', "a business unit above the sender's was not found")
    }
    return {
      outcome: 'problem',
      severity: 'blocking',
      message: {
        key: 'checks.sendAsDepth.problem',
        args: { account: account.name, sender: sender.name, unit },
      },
      evidence,
      guide: 'sendAsDepth',
      links: { userId: account.id },
    }
  },
})
