import { sameAddress } from '../address.js'
import { mayVouch } from './authorization.js'
import type { Actor, Case, Target } from './case.js'

/** The case with more told about it. What depends on something that is another one now is forgotten. */
export function retarget(c: Case, more: Target, by: Actor): Case {
  const { organization } = c.target
  const named = more.organization?.url ?? more.elsewhere
  const isElsewhere = organization !== undefined && named !== undefined && named !== organization.url
  const isNewSender = more.sender !== undefined || more.addresses !== undefined
  const updated = { ...c, target: { ...withoutOutdated(c.target, { more, isElsewhere, isNewSender }), ...more } }
  const moved = isElsewhere ? without(updated, 'person', 'located', ...aboutSender) : updated
  const changed = isNewSender ? withNewSender(moved, c, more) : moved
  return withVouching(changed, { by, isElsewhere, isNewSender })
}

/** What was found out about a sender. */
const aboutSender = ['parties', 'waited', 'applied'] as const

interface Change {
  readonly more: Target
  readonly isElsewhere: boolean
  readonly isNewSender: boolean
}

function withoutOutdated(target: Target, { more, isElsewhere, isNewSender }: Change): Target {
  const isNewText = more.clue !== undefined || more.codes !== undefined
  return without(
    target,
    ...(isElsewhere ? (['organization', 'senderId', 'routerAccount'] as const) : []),
    ...(more.organization ? (['elsewhere'] as const) : []),
    ...(isNewSender ? (['sender', 'senderId', 'addresses'] as const) : []),
    ...(isNewText ? (['checkAnyway', 'withoutText'] as const) : []),
  )
}

/** An organization that nobody chose goes with the address; somebody who could not be looked up is looked up again. */
function withNewSender(updated: Case, before: Case, { sender, organization }: Target): Case {
  const isAgain = (known: string | undefined) =>
    known !== undefined && sender !== undefined && sameAddress(known, sender)
  const { located } = before
  const stands = located !== undefined && isAgain(located.address) && located.unreached.length === 0
  const goesToo = located?.taken === true && !stands && !organization
  const isUnseen = goesToo || updated.person?.ok === false
  const isOther = before.target.sender !== undefined && !isAgain(before.target.sender)
  const rest = without(
    updated,
    ...(stands ? [] : (['located'] as const)),
    ...(isUnseen ? (['person'] as const) : []),
    ...(isOther ? aboutSender : []),
  )
  return goesToo ? { ...rest, target: without(rest.target, 'organization', 'routerAccount') } : rest
}

/** One of several who share an address. */
export function choose(c: Case, senderId: string): Case {
  const isOther = c.parties !== undefined && c.parties.sender.id !== senderId
  const chosen = { ...c, target: { ...c.target, senderId } }
  return isOther ? without(chosen, ...aboutSender) : chosen
}

/** A helpdesk member answers for the sender they named, in the organization they named; nobody else does. */
function withVouching(c: Case, { by, isElsewhere, isNewSender }: Omit<Change, 'more'> & { by: Actor }): Case {
  if (mayVouch(by)) return isNewSender ? { ...c, vouched: true } : c
  return isElsewhere || isNewSender ? without(c, 'vouched') : c
}

function without<T extends object, K extends keyof T>(whole: T, ...names: readonly K[]): T {
  const kept = Object.entries(whole).filter(([name]) => !names.some(left => left === name))
  return Object.fromEntries(kept) as T
}
