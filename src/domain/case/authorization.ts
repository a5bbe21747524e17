import { type Actor, isSamePerson } from '../actor.js'
import { sameAddress } from '../address.js'
import { type Decider, type Remedy, remedyOf } from '../repair/remedy.js'
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

/** The sender may take down the card that waits for their consent, too. */
export function mayBringHere(c: Case, by: Actor): boolean {
  return mayOpenFrom(c, by) || isSender(c, by)
}

/** The owner and the helpdesk may; the sender, where it is theirs to decide; and an administrator who sees the card among others. */
export function mayAct(c: Case, e: PersonEvent, remedies: readonly Remedy[]): boolean {
  const { by } = e
  if (isOwner(c, by) || by.helpdesk) return true
  if (isSender(c, by)) return isRepair(e) || e.type === 'checkedAgain'
  return isRepair(e) && e.present === true && isForAdministrators(c, e, remedies)
}

/** Dataverse decides who may: it is written with the administrator's own token. */
function isForAdministrators({ phase }: Case, e: RepairEvent, remedies: readonly Remedy[]): boolean {
  const id = e.type === 'repairAsked' ? e.remedy : 'remedy' in phase ? phase.remedy : null
  return id !== null && remedyOf(remedies, id)?.decides === 'administrator'
}

/** Whose right a repair is, and taking one back that of whoever's right it was; null: nobody knows any more. */
export function deciderOf({ applied }: Case, id: RemedyId, remedies: readonly Remedy[]): Decider | null {
  const decides = remedyOf(remedies, id)?.decides ?? null
  if (decides !== 'asBefore') return decides
  const before = applied ? remedyOf(remedies, applied.remedy)?.decides : null
  return before && before !== 'asBefore' ? before : null
}

/** What is the sender's, the sender alone agrees to. For everything else Dataverse asks whoever agreed. */
export function mayConsent(c: Case, decider: Decider | null, by: Actor): boolean {
  return decider === 'administrator' || (decider === 'sender' && isSender(c, by))
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

/** Whose word it is enough that a sender is meant, whoever the sender may be. */
export function mayVouch(by: Actor): boolean {
  return by.helpdesk
}

/** A helpdesk member may, and so may whoever asks about somebody that a helpdesk member named. */
export function mayAskAboutAnybody({ owner, vouched }: Case): boolean {
  return owner.helpdesk || vouched === true
}

/** An address is looked for in all organizations: anybody's, or only as one of the owner's own, which takes knowing who they are. */
export function mayLocate(c: Case): boolean {
  return mayAskAboutAnybody(c) || c.owner.aadObjectId !== null
}

/** What is being written is not called off half-way, and what was repaired is put back, not cancelled. */
export function isCancellable(c: Case): boolean {
  const isRepaired = c.applied !== undefined && !c.applied.undone
  return isOpen(c) && c.phase.name !== 'applying' && !isRepaired
}

/** Nobody else reads along. */
export function isAlone({ conversationType }: Pick<Surface, 'conversationType'>): boolean {
  return conversationType === 'personal'
}

/** Somebody speaks or presses among others, in a conversation that the case is shown in. */
export function isPresent({ surfaces }: Case, here: Pick<Surface, 'conversationId' | 'conversationType'>): boolean {
  return !isAlone(here) && surfaces.some(({ conversationId }) => conversationId === here.conversationId)
}

/** Who reads a card. */
export interface Viewer {
  /** It is about their own mail. */
  readonly isSender: boolean
  /** Nobody else reads along. */
  readonly alone: boolean
  /**
   * Looks after other people's mail: a member of the helpdesk in a chat of their own, or somebody who took a grant on
   * themselves. They read the product's names and levels; everybody else, and whoever reads in a group, is an employee.
   */
  readonly administers: boolean
}

type Place = Pick<Surface, 'audience' | 'conversationType'>

/** A card is drawn before anybody presses it: who reads it follows from its place. */
export function viewerOf(c: Case, place: Place, remedies: readonly Remedy[]): Viewer {
  const { audience } = place
  const alone = isAlone(place)
  const isOwn = audience === 'sender' || (audience === 'user' && (isSender(c, c.owner) || isAboutOwner(c)))
  const owns = audience === 'user' && alone && (c.owner.helpdesk || actsAsAdministrator(c, remedies))
  return { isSender: isOwn, alone, administers: audience === 'helpdesk' || owns }
}

/** The owner was found to be the one whom the case is about. */
function isAboutOwner({ person, target: { senderId, sender } }: Case): boolean {
  const self = person?.ok ? person.value : null
  if (!self) return false
  return senderId ? senderId === self.id : sender !== undefined && sameAddress(self.address, sender)
}

/** The owner asked for what only an administrator can do, and so said to be one. */
function actsAsAdministrator(c: Case, remedies: readonly Remedy[]): boolean {
  const { phase, owner, applied } = c
  const isGrant = (id: RemedyId) => deciderOf(c, id, remedies) === 'administrator'
  if ('remedy' in phase && isGrant(phase.remedy)) return isSamePerson(phase.by, owner)
  return applied !== undefined && isGrant(applied.remedy) && applied.by === (owner.aadObjectId ?? owner.id)
}

/**
 * Whether a press can succeed as far as anybody here knows; Dynamics 365 has the last word. In a group several people
 * read the same card, and an administrator may be among them.
 */
export function mayAgree(c: Case, remedy: Remedy, { viewer, remedies }: Reading): boolean {
  const decider = deciderOf(c, remedy.id, remedies)
  // A consent is given in a chat of one's own, where what leaves is shown; to take it back needs no such thing.
  if (decider === 'sender') return viewer.isSender && (viewer.alone || remedy.purpose === 'undo')
  return decider === 'administrator' && (viewer.administers || !viewer.alone)
}

interface Reading {
  readonly viewer: Viewer
  readonly remedies: readonly Remedy[]
}

/** What is only for the sender is shown to them where nobody else reads. */
export function readsAsSender({ isSender: own, alone }: Viewer): boolean {
  return own && alone
}
