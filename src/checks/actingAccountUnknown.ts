import { defineCheck, notApplicable, ok } from '../domain/diagnosis/diagnosis.js'
import { usesSynchronization } from '../domain/diagnosis/sendAs.js'

/** A router account is named, but no user or more than one has that address or name. If none is named, the fact is missing and the check undetermined. */
export const actingAccountUnknown = defineCheck({
  id: 'actingAccountUnknown',
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
        key: `checks.actingAccountUnknown.${first ? 'several' : 'nobody'}`,
        args: { count: routerAccounts.length },
      },
      evidence: routerAccounts.map(({ name, id }) => ({
        label: 'candidate',
        value: `${name} (${id})`,
        sensitive: true,
      })),
      guide: 'actingAccountUnknown',
    }
  },
})
