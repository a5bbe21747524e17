import { type Actor, isSamePerson } from '../actor.js'
import { sameAddress } from '../address.js'
import type { RemedyId } from '../repair/repair.js'
import { type Case, isOpen, type Surface } from './case.js'
import { isRepair, type PersonEvent, type RepairEvent } from './caseEvents.js'

/** Who may see, press, ask and agree to what. It follows from the verified sender of an activity and the case, and from nothing on a card. */

export function isOwner({ owner }: Case, by: Actor): boolean {
  return isSamePerson(owner, by)
}

/** Whose right it is to allow others to send in the sender's name: the sender's, of the tenant that the case was opened in. */
export function isSender({ parties, owner }: Case, { aadObjectId, tenantId }: Actor): boolean {
  if (!tenantId || owner.tenantId !== tenantId || !parties?.senderObjectId) return false
  return parties.senderObjectId === aadObjectId?.toLowerCase()
}

/** Whoever sees a card may click it and is told whose it is; a card of another conversation tells nothing. */
export function maySee(c: Case, by: Actor, { conversationId }: Pick<Surface, 'conversationId'>): boolean {
  const isShownThere = c.surfaces.some(surface => surface.conversationId === conversationId)
  return isOwner(c, by) || by.helpdesk || isSender(c, by) || isShownThere
}

/** As whom somebody reads a card: what is only for the sender is shown to them only where nobody else reads. */
export function audienceOf(c: Case, by: Actor, { conversationType, audience }: Surface): Surface['audience'] {
  if (isOwner(c, by) || conversationType !== 'personal') return audience
  return isSender(c, by) ? 'sender' : 'helpdesk'
}

/** To begin again from a card that is somebody's takes more than seeing it. */
export function mayOpenFrom(c: Case, by: Actor): boolean {
  return isOwner(c, by) || by.helpdesk
}

/** The owner and the helpdesk may; the sender, where it is theirs to decide; and an administrator who sees the card among others. */
export function mayAct(c: Case, e: PersonEvent): boolean {
  const { by } = e
  if (isOwner(c, by) || by.helpdesk) return true
  if (isSender(c, by)) return isRepair(e) || e.type === 'checkedAgain'
  return isRepair(e) && e.present === true && isForAdministrators(c, e)
}

/** Dataverse decides who may: it is written with the administrator's own token. */
function isForAdministrators({ phase }: Case, e: RepairEvent): boolean {
  const remedy = e.type === 'repairAsked' ? e.remedy : 'remedy' in phase ? phase.remedy : null
  return remedy === 'routerPrivilege' || remedy === 'routerPrivilegeDepth'
}

/** What is the sender's own to decide. */
export function isForSender({ applied }: Case, remedy: RemedyId): boolean {
  return (
    remedy === 'senderConsent' || remedy === 'holdMails' || (remedy === 'undo' && applied?.remedy === 'senderConsent')
  )
}

export function mayConsent(c: Case, remedy: RemedyId, by: Actor): boolean {
  return !isForSender(c, remedy) || isSender(c, by)
}

/** Subjects and recipients are for the sender, in a chat that nobody else reads. */
export function mayReadMails(c: Case, by: Actor, isAlone: boolean): boolean {
  return isAlone && isSender(c, by)
}

/** About whose mail somebody may ask: their own, and the helpdesk about anybody's. */
export function mayAskAbout({ person }: Case, by: Actor, address: string): boolean {
  const self = person?.ok ? person.value : null
  return by.helpdesk || (self !== null && sameAddress(self.address, address))
}

/** A helpdesk member may, and so may whoever asks about somebody that a helpdesk member named. */
export function mayAskAboutAnybody({ owner, vouched }: Case): boolean {
  return owner.helpdesk || vouched === true
}

/** What is being written is not called off half-way, and what was repaired is put back, not cancelled. */
export function isCancellable(c: Case): boolean {
  const isRepaired = c.applied !== undefined && !c.applied.undone
  return isOpen(c) && c.phase.name !== 'applying' && !isRepaired
}
