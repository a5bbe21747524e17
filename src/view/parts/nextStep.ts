import type { Viewer } from '../../domain/case/authorization.js'
import type { Symptom } from '../../domain/case/case.js'
import { type Diagnosis, isHeldWithoutCause, type Missing, missingFacts } from '../../domain/diagnosis/diagnosis.js'
import type { Why } from '../../domain/diagnosis/facts.js'
import { remedyKey } from '../../domain/messageKey.js'
import { needsName } from '../../domain/repair/remedy.js'
import { type Acts, isAdministrator } from '../actingParty.js'
import type { Wording } from '../wordings.js'
import type { Guide } from './guide.js'
import { channelOf, waits } from './mail/backlogLine.js'
import type { RepairOffer } from './repairButtons.js'

/** The one thing to do now, and the button that does it. */
export interface NextStep {
  readonly text: string
  readonly main: 'repair' | 'forward' | 'checkAgain' | 'startOver'
}

/** Reasons that go away by themselves. */
const PASSING: readonly Why[] = ['timeout', 'throttled', 'unreachable']

export interface NextStepContext {
  /** The first problem; undefined: there is none. */
  readonly guide: Guide | undefined
  /** Who has to act on the first problem. */
  readonly acts: Acts
  /** What the bot can do about the first problem; null: nothing. */
  readonly way: RepairOffer | null
  readonly viewer: Viewer
  readonly sender: string
  /** What the person sees; absent: not asked yet. */
  readonly symptom?: Symptom
  readonly wording: Wording
}

export function nextStep(diagnosis: Diagnosis, stepping: NextStepContext): NextStep {
  const { guide, way, viewer, wording } = stepping
  const channel = channelOf(diagnosis)
  if (diagnosis.unexplained) {
    if (isHeldWithoutCause(diagnosis) && way) return byBot(way, stepping)
    if (isHeldWithoutCause(diagnosis))
      return { text: wording.say('next.sendAgain', { jobs: diagnosis.held?.jobs ?? 0 }), main: 'checkAgain' }
    return viewer.administers
      ? { text: wording.say('next.unexplained', { channel }), main: 'checkAgain' }
      : { text: wording.say('next.ask.unexplained', { button: forwardTitle(stepping) }), main: 'forward' }
  }
  if (diagnosis.verdict === 'undetermined') return toSeeMore(missingFacts(diagnosis), stepping)
  if (!guide) {
    const said = waits(diagnosis.backlog) ? 'waiting' : nothingToDo(diagnosis, stepping)
    return { text: wording.say(`next.${said}`, { channel }), main: 'checkAgain' }
  }
  // In a copy, a repair that lets old mail leave is possible, but not what the card suggests.
  if (way && way.press !== 'othersOnly' && !needsName(way.remedy, diagnosis)) return byBot(way, stepping)
  return byHand(guide, stepping)
}

/** Nothing waits and nothing is held: what is missing was never sent, or it has left. */
function nothingToDo({ departures }: Diagnosis, { symptom }: NextStepContext): 'draft' | 'left' | 'nothing' {
  if (symptom === 'draft' || symptom === 'cannotSendAs') return 'draft'
  return departures.ok && departures.value?.newest ? 'left' : 'nothing'
}

/** Whether everything is in order, and no e-mail waits or is held. */
export function hasNothing({ verdict, backlog }: Diagnosis): boolean {
  return verdict === 'healthy' && !waits(backlog)
}

/** The title of the button with a text for whoever has to act. */
export function forwardTitle({ acts, viewer, wording }: Pick<NextStepContext, 'acts' | 'viewer' | 'wording'>): string {
  const asks = isAdministrator(acts) && !viewer.administers
  return wording.say(`buttons.${asks ? 'askAdministrator' : 'forward'}`, {}, 'plain')
}

function byBot({ kind, press, button, remedy }: RepairOffer, stepping: NextStepContext): NextStep {
  const { wording, sender } = stepping
  const args = { button: button.title, sender }
  const pressing = kind === 'askSender' ? 'next.here.askSender' : remedyKey('next.here', remedy.id)
  if (press === 'theirs') return { text: wording.say(pressing, args), main: 'repair' }
  return { text: wording.say('next.here.grantHere', { ...args, ask: forwardTitle(stepping) }), main: 'forward' }
}

function byHand({ id, next }: Guide, stepping: NextStepContext): NextStep {
  const { acts, viewer, wording, sender } = stepping
  const button = forwardTitle(stepping)
  // These are fixed by another answer from the person.
  if (wording.at(`guides.${id}.main`) === 'startOver') return { text: next, main: 'startOver' }
  if (isAdministrator(acts) && !viewer.administers) {
    return { text: wording.say('next.ask.one', { who: wording.say(`acts.${acts}`), button }), main: 'forward' }
  }
  if (acts === 'sender' && !viewer.isSender) {
    return { text: wording.say('next.ask.sender', { sender, button }), main: 'forward' }
  }
  return { text: next, main: 'checkAgain' }
}

/** What has to happen so that the missing facts can be seen: first what somebody has to grant, last what goes away by itself. */
function toSeeMore(missing: readonly Missing[], stepping: NextStepContext): NextStep {
  const { wording, viewer } = stepping
  const button = forwardTitle(stepping)
  const unseen = toGrant(missing)
  if (unseen) {
    return viewer.administers
      ? { text: wording.say(`next.${unseen}`, privilegesIn(missing)), main: 'checkAgain' }
      : { text: wording.say('next.ask.see', { button }), main: 'forward' }
  }
  if (missing.some(({ fact, why }) => fact === 'routerAccounts' && why === 'notGathered')) {
    return { text: wording.say('next.nameRouter'), main: 'startOver' }
  }
  if (missing.some(({ why }) => why === 'absent')) {
    return viewer.administers
      ? { text: wording.say('next.absent'), main: 'checkAgain' }
      : {
          text: wording.say('next.ask.one', { who: wording.say('acts.dynamicsAdministrator'), button }),
          main: 'forward',
        }
  }
  if (missing.some(({ why }) => why === 'notUnderstood')) {
    return viewer.administers
      ? { text: wording.say('next.readAlert'), main: 'checkAgain' }
      : { text: wording.say('next.ask.alert', { button }), main: 'forward' }
  }
  const passes = missing.every(({ why }) => PASSING.includes(why))
  return { text: wording.say(passes ? 'next.tryLater' : 'next.askAdministrator'), main: 'checkAgain' }
}

/** What an administrator has to allow so that the bot sees more; `grant` lists privileges. null: nothing of the kind is missing. */
export function toGrant(missing: readonly Missing[]): 'grant' | 'allow' | null {
  if (missing.some(({ privilege }) => privilege !== undefined)) return 'grant'
  return missing.some(({ why }) => why === 'forbidden') ? 'allow' : null
}

export function privilegesIn(missing: readonly Missing[]): { privileges: string; count: number } {
  const privileges = [...new Set(missing.flatMap(({ privilege }) => privilege ?? []))]
  return { privileges: privileges.join(', '), count: privileges.length }
}
