import { defineCheck, notApplicable, ok } from '../domain/diagnosis/diagnosis.js'
import { usesSynchronization } from '../domain/diagnosis/sendAs.js'

/** A router account is named, and no single user has that address or name. None named: the fact is missing, so undetermined. */
export const routerAccountUnknown = defineCheck({
  id: 'routerAccountUnknown',
  needs: ['routerAccounts', 'mailSettings'],
  evaluate({ routerAccounts, mailSettings }) {
    if (usesSynchronization(mailSettings)) return notApplicable('notTheRouter')
    const [first, ...others] = routerAccounts
    if (first && others.length === 0) {
      return ok({ label: 'routerAccount', value: first.name, sensitive: true })
    }
    return {
      outcome: 'problem',
      severity: 'blocking',
      message: {
        key: `checks.routerAccountUnknown.${first ? 'several' : 'nobody'}`,
        args: { count: routerAccounts.length },
      },
      evidence: routerAccounts.map(({ name, id }) => ({
        label: 'candidate',
        value: `${name} (${id})`,
        sensitive: true,
      })),
      guide: 'routerAccountUnknown',
    }
  },
})
