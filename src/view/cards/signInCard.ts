import type { Screen } from '../../app/ports.js'
import { stepOf } from '../../domain/case/case.js'
import { type Button, caseButton } from '../parts/buttons.js'
import { knownLine } from '../parts/stepLines.js'
import { lines, PLAIN, type StepCard } from '../stepCard.js'
import type { TextPlace, Wording } from '../wordings.js'

type SignIn = Extract<Screen, { kind: 'signIn' }>

/** What has to happen before the bot can act as the person, and how to continue. */
export function signInData({ case: c, plan, remedy, need, link }: SignIn, wording: Wording): StepCard {
  const organization = c.target.organization?.name ?? ''
  const byHand = need === 'unavailable'
  // Nothing on this card leads to the page, which is looked up when somebody goes on.
  const isResumed = !link && !byHand && need !== 'unreachable'
  // They agreed to old mail and typed the name before they were asked to sign in.
  const said = { knowsOld: 'true', typedName: organization } as const
  const click = { case: c.id, step: stepOf(c) }
  const again =
    remedy === undefined
      ? ({ verb: 'consent', ...click, value: plan ?? '', ...said } as const)
      : ({ verb: 'repair', ...click, value: remedy } as const)
  const isBefore = remedy !== undefined && (need === 'signIn' || isResumed)
  return {
    ...PLAIN,
    style: need === 'signIn' ? 'emphasis' : 'warning',
    headline: signInHeadline(need, wording),
    known: knownLine(c, wording),
    lines: lines(wording.say(`signIn.${isBefore ? 'before' : isResumed ? 'again' : need}.text`, { organization })),
    link: link ? [{ title: wording.say('signIn.open', {}, 'plain'), url: link }] : [],
    code: link
      ? [
          {
            label: wording.say('signIn.code', {}, 'plain'),
            placeholder: wording.say('signIn.placeholder', {}, 'plain'),
          },
        ]
      : [],
    buttons: byHand ? [] : [{ title: wording.say('signIn.goOn', {}, 'plain'), click: again }],
    quiet: [remedy === undefined ? caseButton(wording, c, 'back') : withoutRepair(c, wording)],
  }
}

/** Nothing was asked of the case yet, so there is only its card to go back to. */
function withoutRepair(thisCase: SignIn['case'], wording: Wording): Button {
  return { ...caseButton(wording, thisCase, 'back'), click: { verb: 'refresh', case: thisCase.id } }
}

export function signInHeadline(need: SignIn['need'], wording: Wording, place?: TextPlace): string {
  return wording.say(`signIn.${need}.headline`, {}, place)
}
