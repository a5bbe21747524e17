import { sameAddress } from '../../address.js'
import { mayVouch } from '../authorization.js'
import type { Actor, Case, Target } from '../case.js'

/** Adds information to the case, and drops what depended on a value that has changed. */
export function retarget(thisCase: Case, more: Target, by: Actor): Case {
  const { organization } = thisCase.target
  const url = more.organization?.url ?? more.elsewhere
  const isElsewhere = organization !== undefined && url !== undefined && url !== organization.url
  const isNewSender = more.sender !== undefined || more.addresses !== undefined
  const updated = {
    ...thisCase,
    target: { ...withoutOutdated(thisCase.target, { more, isElsewhere, isNewSender }), ...more },
  }
  const moved = isElsewhere ? without(updated, 'person', 'located', 'channel', ...aboutSender) : updated
  const changed = isNewSender ? withNewSender(moved, thisCase, more) : moved
  return withVouching(changed, { by, isElsewhere, isNewSender })
}

/** Fields that hold what was found out about the sender. */
const aboutSender = ['parties', 'waited', 'applied', 'refusal', 'accounts'] as const

interface Change {
  readonly more: Target
  readonly isElsewhere: boolean
  readonly isNewSender: boolean
}

function withoutOutdated(target: Target, { more, isElsewhere, isNewSender }: Change): Target {
  const isNewText = more.clue !== undefined || more.codes !== undefined
  return without(
    target,
    ...(isElsewhere ? (['organization', 'senderId', 'actingAccount', 'actingAccountId'] as const) : []),
    ...(more.organization ? (['elsewhere'] as const) : []),
    ...(isNewSender ? (['sender', 'senderId', 'addresses'] as const) : []),
    // The account was the owner's own.
    ...(isNewSender && target.scope ? (['scope', 'actingAccount'] as const) : []),
    ...(more.actingAccount !== undefined ? (['actingAccountId'] as const) : []),
    // It was chosen from those found for the other sender.
    ...(isNewSender && target.actingAccountId ? (['actingAccount', 'actingAccountId'] as const) : []),
    ...(isNewText ? (['checkAnyway', 'withoutText'] as const) : []),
  )
}

/** An organization that was derived from the old address is dropped with it. If the look-up of the owner failed, it is tried again. */
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
  return goesToo ? { ...rest, target: without(rest.target, 'organization', 'actingAccount', 'actingAccountId') } : rest
}

/** Chooses one of several senders who share an address. */
export function choose(thisCase: Case, senderId: string): Case {
  const isOther = thisCase.parties !== undefined && thisCase.parties.sender.id !== senderId
  const chosen = { ...thisCase, target: { ...thisCase.target, senderId } }
  return isOther ? without(chosen, ...aboutSender) : chosen
}

/** Only a helpdesk member vouches for a sender, and only for the one they named, in the organization they named. */
function withVouching(thisCase: Case, { by, isElsewhere, isNewSender }: Omit<Change, 'more'> & { by: Actor }): Case {
  if (mayVouch(by)) return isNewSender ? { ...thisCase, vouched: true } : thisCase
  return isElsewhere || isNewSender ? without(thisCase, 'vouched') : thisCase
}

function without<T extends object, K extends keyof T>(whole: T, ...names: readonly K[]): T {
  const kept = Object.entries(whole).filter(([name]) => !names.some(left => left === name))
  return Object.fromEntries(kept) as T
}
