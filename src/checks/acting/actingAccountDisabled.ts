import { ACTING_MAY_USE, ACTING_NEEDS, actingAccounts } from '../../domain/diagnosis/acting.js'
import { defineCheck } from '../../domain/diagnosis/check.js'
import { ok, undetermined } from '../../domain/diagnosis/finding.js'
import { firstFailing, nobodyActs, unnamedRouter } from '../../domain/diagnosis/sendAs.js'

/** systemuser.isdisabled of an acting account. A disabled user cannot sign in (0x80040225), so a router cannot poll and a flow cannot run. */
export const actingAccountDisabled = defineCheck({
  id: 'actingAccountDisabled',
  gate: 1,
  aboutRight: true,
  sharedBy: 'account',
  needs: ACTING_NEEDS,
  mayUse: ACTING_MAY_USE,
  evaluate(facts) {
    const accounts = actingAccounts(facts)
    if (accounts.length === 0) return nobodyActs(facts)
    const failing = firstFailing(accounts, ({ disabled }) => disabled === true)
    if (!failing) {
      if (accounts.some(({ account }) => account.disabled === null))
        return undetermined('accounts', 'isdisabled of an account is empty')
      return unnamedRouter(facts) ?? ok({ label: 'accountStatus', value: 'enabled' })
    }
    const { severity, args, evidence, account } = failing
    return {
      outcome: 'problem',
      severity,
      message: { key: 'checks.actingAccountDisabled.problem', args },
      evidence: [{ label: 'accountStatus', value: 'disabled' }, ...evidence],
      guide: 'actingAccountDisabled',
      links: { userId: account.id },
    }
  },
})
