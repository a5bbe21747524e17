import { sameAddress } from '../address.js'
import { combineValues } from '../combineValues.js'
import type { CheckId } from '../messageKey.js'
import type { Approval, Facts, Mailbox, Sender, SendingState, ServerProfile } from './facts.js'
import { isService } from './rows/accounts.js'

/**
 * What a mailbox needs for its mail to leave. Each rule is also a cause of its own; with delegation they are asked of the
 * submitter's mailbox instead. true: met; false: not met; null: a value is missing or unknown.
 * https://learn.microsoft.com/power-platform/admin/why-email-message-sent-have-pending-send-status
 */

/** Server-Side Synchronization or Email Router. */
export const SENDS = 2
export const APPROVED = 1

/** The outgoing method of the mailbox and of the user or queue; both have to be 2. */
export function methodOf(mailbox: Mailbox, { deliveryMethod }: Sender) {
  return combineValues(SENDS, mailbox.deliveryMethod, deliveryMethod)
}

export function approvalOf(mailbox: Mailbox, { approval }: Sender) {
  return combineValues(APPROVED, mailbox.approval, approval)
}

/** The labels of emailrouteraccessapproval. */
export function approvalName(approval: Approval): string {
  return ['Empty', 'Approved', 'Pending Approval', 'Rejected'][approval] ?? String(approval)
}

/** organization.requireapprovalfor…email; null: the setting is empty. */
export function requiresApproval({ approval }: Facts['mailSettings'], { kind }: Sender): boolean | null {
  return kind === 'queue' ? approval.queues : approval.users
}

/** The profile that a mailbox names; null: it names none; undefined: the profiles were not read, or this one is not among them. */
export function profileOf(
  { profileId }: Mailbox,
  profiles: readonly ServerProfile[] | null,
): ServerProfile | null | undefined {
  return profileId === null ? null : profiles?.find(({ id }) => id === profileId)
}

/** The columns that decide whether a mailbox may send: those for Azure Communication Services where its profile uses that. */
export function sendingState(mailbox: Mailbox, profile: ServerProfile | null | undefined): SendingState {
  return profile?.sendsThroughAcs ? mailbox.outgoingAcs : mailbox.outgoing
}

/** "Test & Enable" succeeded, and sending is on; if either is false, the other does not matter. */
export function isEnabled({ enabled, testStatus }: SendingState): boolean | null {
  if (enabled === false || (testStatus !== null && testStatus !== 1)) return false
  return testStatus === null || enabled === null ? null : true
}

/** Approved, or in no need of it. */
function isApproved(mailbox: Mailbox, { owner, mailSettings }: Pick<Around, 'owner' | 'mailSettings'>): boolean | null {
  const required = requiresApproval(mailSettings, owner)
  const approval = approvalOf(mailbox, owner)
  if (required === false || approval?.asWanted) return true
  return required && approval ? false : null
}

/** Online, Exchange Online sends only for addresses that a Microsoft 365 administrator approved. KB 4052727. */
export function isApprovedInMicrosoft365(
  { approvedInMicrosoft365: approved }: Mailbox,
  { profile, online }: { readonly profile: ServerProfile | null | undefined; readonly online: boolean },
): boolean | null {
  if (!online || approved !== false || profile === null) return true
  return profile === undefined ? null : !profile.exchangeOnline
}

/** The mailbox has the address of its user or queue. KB 4510938. */
export function hasOwnAddress(mailbox: Mailbox, { address }: Sender): boolean | null {
  return mailbox.address === null || address === null ? null : sameAddress(mailbox.address, address)
}

/** systemuser.accessmode: Read-Write. */
const READ_WRITE = 0

/**
 * Online, a mailbox can be enabled only for a user with a license and the access mode Read-Write (0x8005E276). Programs and
 * non-interactive users need no license. KB 4481318.
 */
export function hasLicense(owner: Sender): boolean | null {
  if (owner.kind === 'queue' || isService(owner)) return true
  const { licensed, accessMode } = owner
  if (licensed === false || (accessMode !== null && accessMode !== READ_WRITE)) return false
  return licensed === null || accessMode === null ? null : true
}

interface Around {
  readonly owner: Sender
  readonly mailSettings: Facts['mailSettings']
  readonly online: boolean
  readonly profiles: readonly ServerProfile[]
}

/** What a mailbox lacks. */
interface Unmet {
  /** The cause of that name; null: no rule is known to be broken. */
  readonly rule: CheckId | null
  /** Whether every rule could be judged. */
  readonly clear: boolean
}

/** The first rule of server-side synchronization that a mailbox does not meet. */
export function unmetRule(mailbox: Mailbox, { owner, mailSettings, online, profiles }: Around): Unmet {
  const profile = profileOf(mailbox, profiles)
  const rules: readonly (readonly [CheckId, boolean | null | undefined])[] = [
    ['senderDisabled', owner.kind === 'queue' || (owner.disabled === null ? null : !owner.disabled)],
    ['senderUnlicensed', !online || hasLicense(owner)],
    ['mailboxInactive', mailbox.active],
    ['deliveryMethod', methodOf(mailbox, owner)?.asWanted],
    ['mailboxNotApproved', isApproved(mailbox, { owner, mailSettings })],
    ['mailboxNotApproved', isApprovedInMicrosoft365(mailbox, { profile, online })],
    ['serverProfile', profile === null ? false : profile?.active],
    ['mailboxNotEnabled', isEnabled(sendingState(mailbox, profile))],
    ['addressMismatch', hasOwnAddress(mailbox, owner)],
  ]
  return { rule: rules.find(([, met]) => met === false)?.[0] ?? null, clear: rules.every(([, met]) => met != null) }
}
