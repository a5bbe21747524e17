import type { Screen } from '../../app/ports.js'
import type { Click } from '../../domain/case/cardClick.js'
import { type Surface, stepOf } from '../../domain/case/case.js'
import { isUnderWay } from '../../domain/case/phase.js'

/**
 * A card that shows work in progress asks for the newest card whenever somebody looks at it, so it is right even if a
 * crash kept the bot from learning which message carries it. Teams asks by itself in chats of at most 60 people.
 * https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/work-with-universal-actions-for-adaptive-cards
 */
export function withRefresh(card: object, screen: Screen, { execute, immutable }: Surface): object {
  if (!execute || immutable || screen.kind !== 'case' || !isUnderWay(screen.case.phase)) return card
  const data: Click = { verb: 'refresh', case: screen.case.id, step: stepOf(screen.case) }
  return { ...card, refresh: { action: { type: 'Action.Execute', verb: data.verb, data } } }
}
