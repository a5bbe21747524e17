import { type Actor, isSamePerson } from '../actor.js'
import { sameAddress } from '../address.js'
import { type Decider, type Remedy, remedyOf } from '../repair/remedy.js'
import type { RemedyId } from '../repair/repair.js'
import { isQueueCard, isShownIn } from '../triage/place.js'
import type { TriageAction } from '../triage/triageEvents.js'
import { type Case, isOpen, type Surface } from './case.js'
import { isRepair, type PersonEvent, type RepairEvent } from './caseEvents.js'

/** Who may see, press, ask for and agree to what. Decided by the verified sender of an activity and by the case, never by what a card says. */

export function isOwner({ owner }: Case, by: Actor): boolean {
  return isSamePerson(owner, by)
}

/** Whether the person is the sender, who alone may allow others to send in their name. Only in the tenant where the case was opened. */
export function isSender({ parties, owner }: Case, { aadObjectId, tenantId }: Actor): boolean {
  if (!tenantId || owner.tenantId !== tenantId || !parties?.senderObjectId) return false
  return parties.senderObjectId === aadObjectId?.toLowerCase()
}

/** Whoever sees a card may click it, and learns whose it is; a card of another conversation reveals nothing. */
export function maySee(
  thisCase: Case,
  by: Actor,
  { conversationId, page }: Pick<Surface, 'conversationId' | 'page'>,
): boolean {
  // Only the person themselves brings a card to their page, and must not see it there once they may no longer ask for it.
  const isShownThere = !page && thisCase.surfaces.some(surface => isShownIn(surface, conversationId))
  return isOwner(thisCase, by) || by.helpdesk || isSender(thisCase, by) || isShownThere
}

/** The audience as which somebody reads a card: what is meant only for the sender is shown to them only where nobody else reads. */
export function audienceOf(thisCase: Case, by: Actor, { conversationType, audience }: Surface): Surface['audience'] {
  if (isOwner(thisCase, by) || conversationType !== 'personal') return audience
  return isSender(thisCase, by) ? 'sender' : 'helpdesk'
}

/** Starting again from a card takes more than seeing it. */
export function mayOpenFrom(thisCase: Case, by: Actor): boolean {
  return isOwner(thisCase, by) || by.helpdesk
}

/** Who may bring the card to the end of the conversation: the sender too, if it waits for their consent. */
export function mayBringHere(thisCase: Case, by: Actor): boolean {
  return mayOpenFrom(thisCase, by) || isSender(thisCase, by)
}

/** The owner and the helpdesk may act; so may the sender, on what is theirs to decide, and an administrator who sees the card in a group. */
export function mayAct(thisCase: Case, event: PersonEvent, remedies: readonly Remedy[]): boolean {
  const { by } = event
  if (isOwner(thisCase, by) || by.helpdesk) return true
  if (isSender(thisCase, by)) return isRepair(event) || event.type === 'checkedAgain'
  return isRepair(event) && event.present === true && isForAdministrators(thisCase, event, remedies)
}

/** What is known about somebody's place in the helpdesk. */
export interface Membership {
  /** The configuration names them. */
  readonly listed: boolean
  /** They are a member of the helpdesk's channel, and that channel is private. */
  readonly member: boolean
  /** They are a guest in the channel's tenant. */
  readonly guest: boolean
  /** The members of the channel cannot be read now. */
  readonly unseen: boolean
}

export function isAgent({ listed, member, guest }: Membership): boolean {
  return (listed || member) && !guest
}

/** The members of a channel must not be able to make themselves agents by naming another one. */
export function mayChooseChannel({ listed, guest }: Membership): boolean {
  return listed && !guest
}

/** Those whose case or mail it is ask the helpdesk; everything else is done by its members. */
export function mayTriage(thisCase: Case, { do: action }: Pick<TriageAction, 'do'>, by: Actor): boolean {
  return by.helpdesk || (action === 'ask' && (isOwner(thisCase, by) || isSender(thisCase, by)))
}

/** The board shows, masked, what all of the helpdesk's cases are about. */
export function maySeeBoard(by: Pick<Actor, 'helpdesk'>): boolean {
  return by.helpdesk
}

/** No further check is needed for these: they are written with the administrator's own token, so Dataverse decides. */
function isForAdministrators({ phase }: Case, event: RepairEvent, remedies: readonly Remedy[]): boolean {
  const id = event.type === 'repairAsked' ? event.remedy : 'remedy' in phase ? phase.remedy : null
  const decides = id === null ? null : remedyOf(remedies, id)?.decides
  return decides === 'administrator' || decides === 'either'
}

/** Who decides about a repair. An undo is decided by whoever decides about the repair that it undoes. null: this version does not know the repair. */
export function deciderOf({ applied }: Case, id: RemedyId, remedies: readonly Remedy[]): Decider | null {
  const decides = remedyOf(remedies, id)?.decides ?? null
  if (decides !== 'asBefore') return decides
  const before = applied ? remedyOf(remedies, applied.remedy)?.decides : null
  return before && before !== 'asBefore' ? before : null
}

/** Only the sender agrees to what is the sender's to decide. Everything else is checked by Dataverse, with the token of whoever agreed. */
export function mayConsent(thisCase: Case, decider: Decider | null, by: Actor): boolean {
  return decider === 'administrator' || decider === 'either' || (decider === 'sender' && isSender(thisCase, by))
}

/** Subjects and recipients are shown only to the sender, in a chat that nobody else reads. */
export function mayReadMails(thisCase: Case, by: Actor, isAlone: boolean): boolean {
  return isAlone && isSender(thisCase, by)
}

/**
 * Whether somebody may read the names of jobs, which may be about other senders, without Dynamics 365 having shown that it
 * lets them. Anybody else signs in first, and sees the jobs that they may read there.
 */
export function mayReadJobs(by: Pick<Actor, 'helpdesk'>): boolean {
  return mayReadOthers(by)
}

/** People may ask about their own mail, and the helpdesk about anybody's. */
export function mayAskAbout({ person }: Case, by: Actor, address: string): boolean {
  const self = person?.ok ? person.value : null
  return by.helpdesk || (self !== null && sameAddress(self.address, address))
}

/** Whether naming a sender is enough, whoever the sender is: a helpdesk member vouches for the question. */
export function mayVouch(by: Actor): boolean {
  return by.helpdesk
}

/** Whether a card may show somebody accounts that may have sent other people's mail. */
export function mayReadOthers(by: Pick<Actor, 'helpdesk'>): boolean {
  return by.helpdesk
}

/** A helpdesk member may, and so may the owner of a case whose sender a helpdesk member named. */
export function mayAskAboutAnybody({ owner, vouched }: Case): boolean {
  return owner.helpdesk || vouched === true
}

/** Whether an address may be looked up in all organizations. Outside the helpdesk it is matched with the owner, so their object id has to be known. */
export function mayLocate(thisCase: Case): boolean {
  return mayAskAboutAnybody(thisCase) || thisCase.owner.aadObjectId !== null
}

/** Writing is not stopped half-way, and what was repaired is put back instead of cancelled. */
export function isCancellable(thisCase: Case): boolean {
  const isRepaired = thisCase.applied !== undefined && !thisCase.applied.undone
  return isOpen(thisCase) && thisCase.phase.name !== 'applying' && !isRepaired
}

/** What was repaired stays repaired; writing is not stopped half-way. */
export function isClosable(thisCase: Case): boolean {
  return isOpen(thisCase) && thisCase.phase.name !== 'applying'
}

/** Whether nobody else reads the conversation. */
export function isAlone({ conversationType }: Pick<Surface, 'conversationType'>): boolean {
  return conversationType === 'personal'
}

/** The sign-in that a person's consent waits for, where they gave it: nobody else is asked to sign in. */
export function signInAt({ phase }: Case, place: Pick<Surface, 'conversationId' | 'conversationType'>) {
  if (phase.name !== 'offered' || !phase.signIn || !isAlone(place)) return null
  return phase.signIn.conversationId === place.conversationId ? phase.signIn : null
}

/**
 * Whether somebody writes or clicks in a group or channel where the case is shown, with its repairs: the card of the
 * helpdesk's channel offers none, and asks for nobody's consent.
 */
export function isPresent({ surfaces }: Case, here: Pick<Surface, 'conversationId' | 'conversationType'>): boolean {
  return !isAlone(here) && surfaces.some(surface => !isQueueCard(surface) && isShownIn(surface, here.conversationId))
}

/** Who reads a card. */
export interface Viewer {
  /** The case is about their own mail. */
  readonly isSender: boolean
  /** Nobody else reads the conversation. */
  readonly alone: boolean
  /**
   * Looks after other people's mail: a member of the helpdesk in their own chat, or somebody who asked to grant a
   * privilege. They read the product's names and levels; everybody else, and any group, reads the wording for employees.
   */
  readonly administers: boolean
}

type Place = Pick<Surface, 'audience' | 'conversationType'>

/** A card is drawn before anybody clicks it, so who reads it is derived from its place. */
export function viewerOf(thisCase: Case, place: Place, remedies: readonly Remedy[]): Viewer {
  const { audience } = place
  const alone = isAlone(place)
  const isOwn =
    audience === 'sender' || (audience === 'user' && (isSender(thisCase, thisCase.owner) || isAboutOwner(thisCase)))
  const owns = audience === 'user' && alone && (thisCase.owner.helpdesk || actsAsAdministrator(thisCase, remedies))
  return { isSender: isOwn, alone, administers: audience === 'helpdesk' || owns }
}

/** Whether the owner asks about their own mail. */
function isAboutOwner({ person, target: { senderId, sender } }: Case): boolean {
  const self = person?.ok ? person.value : null
  if (!self) return false
  return senderId ? senderId === self.id : sender !== undefined && sameAddress(self.address, sender)
}

/** The owner asked for a repair that only an administrator can make, and so claims to be one. */
function actsAsAdministrator(thisCase: Case, remedies: readonly Remedy[]): boolean {
  const { phase, owner, applied } = thisCase
  const isGrant = (id: RemedyId) => deciderOf(thisCase, id, remedies) === 'administrator'
  if ('remedy' in phase && isGrant(phase.remedy)) return isSamePerson(phase.by, owner)
  return applied !== undefined && isGrant(applied.remedy) && applied.by === (owner.aadObjectId ?? owner.id)
}

/**
 * Whether a click can succeed, as far as the bot knows; Dynamics 365 has the last word. In a group several people read the
 * same card, and an administrator may be among them.
 */
export function mayAgree(thisCase: Case, remedy: Remedy, { viewer, remedies }: Reading): boolean {
  const decider = deciderOf(thisCase, remedy.id, remedies)
  // Consent is given in the sender's own chat, which shows the mails that will leave. Undoing releases none, so it can be done anywhere.
  if (decider === 'sender') return viewer.isSender && (viewer.alone || remedy.purpose === 'undo')
  if (decider === 'either' && remedy.isOwnersRight && viewer.isSender) return true
  return decider !== null && (viewer.administers || !viewer.alone)
}

interface Reading {
  readonly viewer: Viewer
  readonly remedies: readonly Remedy[]
}

/** Whether to show what is meant only for the sender. */
export function readsAsSender({ isSender: own, alone }: Viewer): boolean {
  return own && alone
}
