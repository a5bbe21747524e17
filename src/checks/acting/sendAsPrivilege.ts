import { ACTING_MAY_USE } from '../../domain/diagnosis/acting.js'
import { defineCheck } from '../../domain/diagnosis/check.js'
import { ok } from '../../domain/diagnosis/finding.js'
import {
  firstFailing,
  roleEvidence,
  SEND_AS_NEEDS,
  sendAsCase,
  unnamedRouter,
  withRights,
} from '../../domain/diagnosis/sendAs.js'

/** prvSendAsUser ("Send Email as Another User") of every acting account, through its own roles or its teams'. KB 4494727, KB 3184980, 0x8004480D. */
export const sendAsPrivilege = defineCheck({
  id: 'sendAsPrivilege',
  gate: 1,
  aboutRight: true,
  sharedBy: 'account',
  needs: [...SEND_AS_NEEDS, 'rights'],
  mayUse: [...ACTING_MAY_USE, 'roles'],
  evaluate({ rights, roles, ...facts }) {
    const sending = sendAsCase(facts)
    if ('stop' in sending) return sending.stop
    const { seen, more, unread, grantsOf } = withRights(sending.accounts, rights)
    const failing = firstFailing(seen, account => grantsOf(account).length === 0)
    if (!failing) {
      const depths = seen.flatMap(({ account }) => grantsOf(account).map(({ depth }) => depth ?? '?'))
      const held = ok({ label: 'privilegeDepth', value: depths.join(', ') }, ...roleEvidence(seen, roles), ...more)
      return unread ?? unnamedRouter(facts) ?? held
    }
    const { severity, args, evidence, account } = failing
    return {
      outcome: 'problem',
      severity,
      message: { key: 'checks.sendAsPrivilege.problem', args },
      evidence: [{ label: 'privilegeDepth', value: 'none' }, ...evidence, ...more],
      guide: 'sendAsPrivilege',
      links: { userId: account.id },
      account,
    }
  },
})
