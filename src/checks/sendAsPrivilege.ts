import { defineCheck, notApplicable, ok } from '../domain/diagnosis/diagnosis.js'
import { roleEvidence, sendAsPair } from '../domain/diagnosis/sendAs.js'

/** prvSendAsUser ("Send Email as Another User") of the router account, through its own roles or its teams'. KB 4494727, 0x8004480D. */
export const sendAsPrivilege = defineCheck({
  id: 'sendAsPrivilege',
  needs: ['senders', 'routerAccounts', 'mailSettings', 'organization', 'sendAsPrivilege'],
  mayUse: ['routerRoles'],
  evaluate({ sendAsPrivilege: grants, routerRoles, ...sending }) {
    const pair = sendAsPair(sending)
    if (typeof pair === 'string') return notApplicable(pair)
    if (!grants) return notApplicable('actingAccountUnknown')
    if (grants.length > 0) {
      const depths = grants.map(({ depth }) => depth ?? '?').join(', ')
      return ok({ label: 'privilegeDepth', value: depths }, ...roleEvidence(routerRoles ?? []))
    }
    return {
      outcome: 'problem',
      severity: 'blocking',
      message: { key: 'checks.sendAsPrivilege.problem', args: { account: pair.account.name } },
      evidence: [{ label: 'privilegeDepth', value: 'none' }],
      guide: 'sendAsPrivilege',
      links: { userId: pair.account.id },
    }
  },
})
