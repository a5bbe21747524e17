import { defineCheck, notApplicable, ok } from '../domain/diagnosis.js'
import { exemption, only, reaches, unitName } from '../domain/sendAs.js'

/** The router account holds prvSendAsUser, and its depth does not reach the sender's business unit. As documented; the server's own measure is not. */
export const routerPrivilegeDepth = defineCheck({
  id: 'routerPrivilegeDepth',
  needs: ['senders', 'routerAccounts', 'routerPrivilege', 'businessUnits'],
  evaluate({ senders, routerAccounts, routerPrivilege: grants, businessUnits }) {
    const sender = only(senders)
    const account = only(routerAccounts)
    const exempt = exemption(sender, account)
    if (sender?.kind !== 'user' || !account || exempt || !grants) return notApplicable(exempt ?? 'routerAccountUnknown')
    if (grants.length === 0) return notApplicable('privilegeNotHeld')
    const unit = unitName(sender.businessUnitId, businessUnits)
    const evidence = [
      { label: 'senderUnit', value: unit },
      ...grants.map(({ depth, businessUnitId }) => ({
        label: 'privilegeReach',
        value: `${depth}, ${unitName(businessUnitId, businessUnits)}`,
      })),
    ]
    if (grants.some(grant => reaches(grant, sender.businessUnitId, businessUnits))) return ok(...evidence)
    return {
      outcome: 'problem',
      severity: 'blocking',
      message: {
        key: 'checks.routerPrivilegeDepth.problem',
        args: { account: account.name, sender: sender.name, unit },
      },
      evidence,
      guide: 'routerPrivilegeDepth',
      links: { userId: account.id },
    }
  },
})
