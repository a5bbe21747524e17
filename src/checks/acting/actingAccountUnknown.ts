import { ACTING_MAY_USE, untriedDrafts } from '../../domain/diagnosis/acting.js'
import { defineCheck } from '../../domain/diagnosis/check.js'
import type { User } from '../../domain/diagnosis/facts.js'
import { notApplicable, type Outcome, ok, undetermined } from '../../domain/diagnosis/finding.js'

/**
 * An acting account is named, by a person or as the router account of the organization, but no user or more than one has
 * that address or name. The router account counts only where the router is the channel. Whether a draft that a person made
 * was to be sent may be told by the failed run of a flow alone, so without those it is not known who acts.
 */
export const actingAccountUnknown = defineCheck({
  id: 'actingAccountUnknown',
  gate: 1,
  aboutRight: true,
  sharedBy: 'routerAccount',
  needs: ['mailSettings', 'statement', 'routerAccounts', 'namedAccounts'],
  mayUse: ['senders', 'drafts', 'accounts', ...ACTING_MAY_USE],
  evaluate(facts) {
    const { mailSettings, statement, routerAccounts, namedAccounts } = facts
    const isRouter = mailSettings.channel === 'router' && !statement.ownRight
    const ofRouter = isRouter ? (routerAccounts ?? namedAccounts) : null
    const named = [ofRouter, namedAccounts].filter(found => found !== null)
    const unclear = named.find(({ length }) => length !== 1)
    if (unclear) return problem(unclear, unclear === ofRouter)
    const { senders, accounts, flowFailures } = facts
    if (flowFailures === null && senders && accounts && untriedDrafts({ ...facts, senders, accounts }).length > 0)
      return undetermined('flowFailures', 'whether a flow failed when drafts were made was not seen', 'notGathered')
    const evidence = [...new Set(named.flat())].map(
      ({ name }) => ({ label: 'namedAccount', value: name, sensitive: true }) as const,
    )
    if (evidence.length > 0) return ok(...evidence)
    return isRouter
      ? undetermined('routerAccounts', 'no router account was named', 'notGathered')
      : notApplicable('nobodyNamed')
  },
})

function problem(found: readonly User[], isRouter: boolean): Outcome {
  const count = found.length
  return {
    outcome: 'problem',
    severity: 'blocking',
    message: {
      key: `checks.actingAccountUnknown.${count > 0 ? 'several' : 'nobody'}`,
      args: { count, as: isRouter ? 'router' : 'named' },
    },
    evidence: found.map(({ name, id }) => ({ label: 'candidate', value: `${name} (${id})`, sensitive: true })),
    guide: 'actingAccountUnknown',
  }
}
