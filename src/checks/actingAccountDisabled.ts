import { defineCheck, notApplicable, ok, undetermined } from '../domain/diagnosis/diagnosis.js'
import { singleOf, usesSynchronization } from '../domain/diagnosis/sendAs.js'

/** systemuser.isdisabled of the router account. A disabled user cannot sign in (0x80040225), so the router cannot poll. */
export const actingAccountDisabled = defineCheck({
  id: 'actingAccountDisabled',
  needs: ['routerAccounts', 'mailSettings'],
  evaluate({ routerAccounts, mailSettings }) {
    if (usesSynchronization(mailSettings)) return notApplicable('notTheRouter')
    const account = singleOf(routerAccounts)
    if (!account) return notApplicable('actingAccountUnknown')
    if (account.disabled === null) return undetermined('routerAccounts', 'isdisabled of the user is empty')
    const evidence = [{ label: 'accountStatus', value: account.disabled ? 'disabled' : 'enabled' }] as const
    if (!account.disabled) return ok(...evidence)
    return {
      outcome: 'problem',
      severity: 'blocking',
      message: { key: 'checks.actingAccountDisabled.problem', args: { account: account.name } },
      evidence,
      guide: 'actingAccountDisabled',
      links: { userId: account.id },
    }
  },
})
