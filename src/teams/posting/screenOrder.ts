import type { Screen, Urgency } from '../../app/ports.js'
import { isUnderWay } from '../../domain/case/phase.js'

export function showsProgress(screen: Screen): boolean {
  return screen.kind === 'case' && isUnderWay(screen.case.phase)
}

export function urgencyOf(screen: Screen): Urgency {
  return showsProgress(screen) ? 'progress' : 'news'
}

/** The case and the point in it that a screen shows. */
export interface CasePoint {
  readonly id: string
  readonly revision: number
}

/** null: it shows no case. */
export function pointOf(screen: Screen): CasePoint | null {
  return 'case' in screen ? { id: screen.case.id, revision: screen.case.revision } : null
}

/** Whether a screen shows the same case at an earlier point, because whoever drew it was slower. */
export function isOlder(point: CasePoint | null, than: CasePoint | null): boolean {
  return point !== null && than !== null && point.id === than.id && point.revision < than.revision
}
