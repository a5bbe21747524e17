import type { Screen } from '../../app/ports.js'
import type { Click } from '../../domain/case/cardClick.js'
import { type Surface, stepOf } from '../../domain/case/case.js'
import { isUnderWay } from '../../domain/case/phase.js'

/**
 * A card that says what is under way asks for the newest one whenever somebody looks at it: should a crash have kept the
 * bot from learning which message carries it, it is right all the same. Teams asks by itself where at most 60 people are.
 * https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/work-with-universal-actions-for-adaptive-cards
 */
export function withRefresh(card: object, screen: Screen, { execute }: Surface): object {
  if (!execute || screen.kind !== 'case' || !isUnderWay(screen.case.phase)) return card
  const data: Click = { verb: 'refresh', case: screen.case.id, step: stepOf(screen.case) }
  return { ...card, refresh: { action: { type: 'Action.Execute', verb: data.verb, data } } }
}
