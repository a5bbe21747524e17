import type { Screen } from '../../app/ports.js'
import { stepOf } from '../../domain/case/case.js'
import type { DrawingContext } from '../drawingContext.js'
import { type Button, caseButton } from '../parts/buttons.js'
import { knownLine } from '../parts/stepLines.js'
import { lines, PLAIN, type StepCard } from '../stepCard.js'
import type { TextPlace, Wording } from '../wordings.js'

type SignIn = Extract<Screen, { kind: 'signIn' }>

type KeyOfText = 'before' | 'again' | 'ready' | SignIn['need']
type Drawing = Pick<DrawingContext, 'wording' | 'page'>

/** What has to happen before the bot can act as the person, and how to continue. */
export function signInData(screen: SignIn, { wording, page = false }: Drawing): StepCard {
  const { case: c, remedy, need, signedIn } = screen
  const link = signedIn ? undefined : screen.link
  const byHand = need === 'unavailable' && !signedIn
  return {
    ...PLAIN,
    style: signedIn || need === 'signIn' ? 'emphasis' : 'warning',
    headline: signInHeadline(screen, wording),
    known: knownLine(c, wording),
    lines: lines(wording.say(`signIn.${textOf(screen)}.text`, { organization: organizationOf(screen) })),
    // The web page goes to the sign-in page and back, and then shows how to go on.
    link: link
      ? [{ title: wording.say('signIn.open', {}, 'plain'), url: link, style: page ? 'positive' : 'default' }]
      : [],
    code: link && !page ? codeField(wording) : [],
    buttons: byHand || (link && page) ? [] : [{ title: wording.say('signIn.goOn', {}, 'plain'), click: again(screen) }],
    quiet: [remedy === undefined ? caseButton(wording, c, 'back') : withoutRepair(c, wording)],
  }
}

function organizationOf({ case: { target } }: SignIn): string {
  return target.organization?.name ?? ''
}

function textOf({ remedy, need, signedIn, link }: SignIn): KeyOfText {
  if (signedIn && remedy === undefined) return 'ready'
  // Nothing on this card leads to the sign-in page, whose address is looked up when somebody goes on.
  const isResumed = !link && need !== 'unavailable' && need !== 'unreachable'
  if (remedy !== undefined && (need === 'signIn' || isResumed)) return 'before'
  return isResumed ? 'again' : need
}

function codeField(wording: Wording): StepCard['code'] {
  return [
    { label: wording.say('signIn.code', {}, 'plain'), placeholder: wording.say('signIn.placeholder', {}, 'plain') },
  ]
}

/** The click that goes on: the same one again. */
function again(screen: SignIn): Button['click'] {
  const { case: c, plan = '', remedy } = screen
  const click = { case: c.id, step: stepOf(c) }
  if (remedy !== undefined) return { verb: 'repair', ...click, value: remedy }
  // They agreed to old mail and typed the name before they were asked to sign in.
  return { verb: 'consent', ...click, value: plan, knowsOld: 'true', typedName: organizationOf(screen) }
}

/** Nothing was asked of the case yet, so there is only its card to go back to. */
function withoutRepair(thisCase: SignIn['case'], wording: Wording): Button {
  return { ...caseButton(wording, thisCase, 'back'), click: { verb: 'refresh', case: thisCase.id } }
}

export function signInHeadline({ need, signedIn }: SignIn, wording: Wording, place?: TextPlace): string {
  return wording.say(`signIn.${signedIn ? 'ready' : need}.headline`, {}, place)
}
