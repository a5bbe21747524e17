import type { Case } from '../domain/case.js'
import type { Diagnosis, Problem } from '../domain/diagnosis.js'
import { type Button, caseButton } from './buttons.js'
import { forwardData } from './forward.js'
import type { Guiding } from './guide.js'
import { forwardTitle, type NextStep, type Stepping } from './nextStep.js'
import type { Way } from './repairButtons.js'

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
