import { defineCheck, notApplicable, ok } from '../domain/diagnosis.js'
import { exemption, only } from '../domain/sendAs.js'

/** prvSendAsUser ("Send Email as Another User") of the router account, its own roles and its teams'. KB 4494727, 0x8004480D. */
export const routerPrivilege = defineCheck({
  id: 'routerPrivilege',
  needs: ['senders', 'routerAccounts', 'routerPrivilege'],
  evaluate({ senders, routerAccounts, routerPrivilege: grants }) {
    const account = only(routerAccounts)
    const exempt = exemption(only(senders), account)
    if (!account || exempt || !grants) return notApplicable(exempt ?? 'routerAccountUnknown')
    if (grants.length > 0) {
      return ok({ label: 'privilegeDepth', value: grants.map(({ depth }) => depth).join(', ') })
    }
    return {
      outcome: 'problem',
      severity: 'blocking',
      message: { key: 'checks.routerPrivilege.problem', args: { account: account.name } },
      evidence: [{ label: 'privilegeDepth', value: 'none' }],
      guide: 'routerPrivilege',
      links: { userId: account.id },
    }
  },
})
