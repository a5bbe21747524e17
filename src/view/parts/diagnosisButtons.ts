import type { Viewer } from '../../domain/case/authorization.js'
import type { Case } from '../../domain/case/case.js'
import type { Diagnosis, Problem } from '../../domain/diagnosis/diagnosis.js'
import type { Remedy } from '../../domain/repair/remedy.js'
import type { Wording } from '../wordings.js'
import { type Button, backButton, caseButton } from './buttons.js'
import { forwardData } from './forward/forwardText.js'
import type { Guiding } from './guide.js'
import { forwardTitle, type NextStep, type NextStepContext } from './nextStep.js'
import { type RepairOffer, undoButton } from './repairButtons.js'

interface Buttons {
  readonly step: NextStep
  /** For the first cause or another one; null: the bot can do nothing. */
  readonly way: RepairOffer | null
  readonly stepping: NextStepContext
  readonly guiding: Guiding
  readonly diagnosis: Diagnosis
  readonly problem: Problem | undefined
  /** Asks the helpdesk. */
  readonly helpdesk: readonly Button[]
}

interface MainButtons {
  readonly main: readonly Button[]
  readonly forward: readonly object[]
  readonly besides: readonly Button[]
}

/** The button that the text mentions comes first and stands out; the others do not. */
export function mainButtons(
  thisCase: Case,
  { step, way, stepping, guiding, diagnosis, problem, helpdesk }: Buttons,
): MainButtons {
  const { wording } = guiding
  const forward = forwardData(thisCase, problem, { diagnosis, guiding })
  const again = caseButton(wording, thisCase, 'checkAgain')
  const main: Readonly<Record<NextStep['main'], readonly Button[]>> = {
    repair: way ? [way.button] : [],
    forward: [],
    checkAgain: [again],
    startOver: [caseButton(wording, thisCase, 'startOver')],
  }
  const aside = way && step.main !== 'repair' && way.press !== 'othersOnly' ? [way.button] : []
  return {
    main: main[step.main],
    forward: forward
      ? [
          {
            ...forward,
            title: forwardTitle(stepping),
            style: step.main === 'forward' ? 'positive' : 'default',
            grant: grantData(way, guiding),
          },
        ]
      : [],
    besides: [...aside, ...(step.main === 'checkAgain' ? [] : [again]), ...helpdesk],
  }
}

/** For an employee who may also be an administrator, which the bot cannot know. */
function grantData(way: RepairOffer | null, { wording }: Guiding): readonly object[] {
  return way?.press === 'othersOnly' ? [{ text: wording.say('forward.orGrant'), button: [way.button] }] : []
}

interface Quiet {
  readonly wording: Wording
  readonly viewer: Viewer
  readonly remedies: readonly Remedy[]
  readonly repairs: boolean
}

/** The official renderer of the cards draws six and no more; "How to fix it" and "Details" are two of them. */
const MOST_BUTTONS = 6 - 2

/** The buttons that there is room for. Undoing a repair comes before starting again, and everything can also be typed. */
export function quietButtons(thisCase: Case, { main }: NextStep, drawing: Quiet & { readonly beside: MainButtons }) {
  const { wording, repairs, beside } = drawing
  const undo = repairs ? undoButton(thisCase, drawing) : []
  const startOver = main === 'startOver' ? [] : [caseButton(wording, thisCase, 'startOver')]
  const back = undo.length > 0 ? [] : backButton(thisCase, wording)
  const room = Math.max(0, MOST_BUTTONS - beside.main.length - beside.forward.length - beside.besides.length)
  const fitting: readonly Button[] = [...undo, ...startOver, ...back].slice(0, room)
  return [...back, ...undo, ...startOver].filter(button => fitting.includes(button))
}
