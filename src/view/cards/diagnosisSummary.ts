import type { Screen } from '../../app/ports.js'
import { assertNever } from '../../domain/assertNever.js'
import { viewerOf } from '../../domain/case/authorization.js'
import { isUnderWay } from '../../domain/case/phase.js'
import type { Definitions } from '../../domain/repair/remedy.js'
import { clueShown } from '../parts/clueLines.js'
import type { TextPlace, Wording } from '../wordings.js'
import { askingHeadline } from './askingCard.js'
import { casesHeadline } from './caseList.js'
import { diagnosisSummary } from './diagnosisHeadline.js'
import { questionArgs } from './intake/askActingAccount.js'
import { offerHeadline } from './offerCard.js'
import { outcomeHeadline } from './outcomeCard.js'
import { progressHeadline } from './progressCard.js'
import { signInHeadline } from './signInCard.js'
import { batchHeadline } from './triage/batchCard.js'
import { boardHeadline } from './triage/boardCard.js'
import { exportHeadline } from './triage/exportCard.js'
import { queueHeadline } from './triage/queueCard.js'
import { watchingHeadline } from './watchingCard.js'
import { noticeText } from './welcomeCard.js'

function alone({ audience = 'user' }: Pick<Extract<Screen, { kind: 'case' }>, 'audience'>) {
  return { audience, conversationType: 'personal' } as const
}

interface Summarizing extends Definitions {
  readonly wording: Wording
}

/** One line without markup. */
export function summaryOf(screen: Screen, { wording, checks, remedies }: Summarizing): string {
  const place: TextPlace = 'plain'
  if (screen.kind === 'welcome') return wording.say('welcome.text', {}, place)
  if (screen.kind === 'notice') return noticeText(screen.message, wording, place)
  if (screen.kind === 'cases') return casesHeadline(screen, wording)
  if (screen.kind === 'reading')
    return screen.clue ? clueShown(screen.clue, wording).name : wording.message(screen.message, place)
  if (screen.kind === 'signIn') return signInHeadline(screen, wording, place)
  if (screen.kind === 'board') return boardHeadline(screen, wording)
  if (screen.kind === 'export') return exportHeadline({ number: screen.case.triage?.number ?? null }, wording)
  if (screen.kind === 'queue') return queueHeadline(screen.case, wording, place)
  const { phase } = screen.case
  const viewer = viewerOf(screen.case, alone(screen), remedies)
  const drawing = { wording, viewer, checks, remedies }
  if (isUnderWay(phase)) return progressHeadline(screen.case, phase, wording, place)
  switch (phase.name) {
    case 'intake':
      return wording.say(`intake.${phase.ask}.question`, questionArgs(screen.case, null), place)
    case 'diagnosed':
      return diagnosisSummary(screen.case, phase, { ...drawing, pictureUrl: () => null, repairs: false })
    case 'asking':
      return askingHeadline(screen.case, phase, { ...drawing, place })
    case 'offered':
      return offerHeadline(screen.case, phase, { ...drawing, place })
    case 'watching':
      return watchingHeadline(phase, wording)
    case 'batched':
      return batchHeadline(phase, wording, place)
    case 'resolved':
    case 'closed':
      return outcomeHeadline(screen.case, phase, { wording, viewer, place })
    default:
      return assertNever(phase)
  }
}
