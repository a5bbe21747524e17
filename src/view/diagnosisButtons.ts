import type { Case } from '../domain/case.js'
import type { Diagnosis, Problem } from '../domain/diagnosis.js'
import { type Button, backButton, caseButton } from './buttons.js'
import { forwardData } from './forward.js'
import type { Guiding } from './guide.js'
import { forwardTitle, type NextStep, type Stepping } from './nextStep.js'
import { undoButton, type Way } from './repairButtons.js'
import type { Viewer } from './viewer.js'
import type { Wording } from './wording.js'

interface Buttons {
  readonly step: NextStep
  /** About the first cause or another one; null: the bot can do nothing. */
  readonly way: Way | null
  readonly stepping: Stepping
  readonly guiding: Guiding
  readonly diagnosis: Diagnosis
  readonly problem: Problem | undefined
}

/** The button that the text speaks of comes first and stands out; the others do not. */
export function mainButtons(c: Case, { step, way, stepping, guiding, diagnosis, problem }: Buttons): object {
  const { wording } = guiding
  const forward = forwardData(c, problem, { diagnosis, guiding })
  const again = caseButton(wording, c, 'checkAgain')
  const main: Readonly<Record<NextStep['main'], readonly Button[]>> = {
    repair: way ? [way.button] : [],
    forward: [],
    checkAgain: [again],
    startOver: [caseButton(wording, c, 'startOver')],
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
    besides: [...aside, ...(step.main === 'checkAgain' ? [] : [again])],
  }
}

/** For the employee who is an administrator as well: nobody here can know. */
function grantData(way: Way | null, { wording }: Guiding): readonly object[] {
  return way?.press === 'othersOnly' ? [{ text: wording.say('forward.orGrant'), button: [way.button] }] : []
}

interface Quiet {
  readonly wording: Wording
  readonly viewer: Viewer
  readonly repairs: boolean
}

/** Clients show so many buttons and no more: what was repaired is put back, rather than asked about once more. */
export function quietButtons(c: Case, { main }: NextStep, drawing: Quiet): readonly Button[] {
  const { wording, repairs } = drawing
  const undo = repairs ? undoButton(c, drawing) : []
  const before = undo.length > 0 ? undo : backButton(c, wording)
  return main === 'startOver' ? before : [...before, caseButton(wording, c, 'startOver')]
}
