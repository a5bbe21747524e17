import type { Screen, Urgency } from '../../app/ports.js'
import { isUnderWay } from '../../domain/case/phase.js'

export function showsProgress(screen: Screen): boolean {
  return screen.kind === 'case' && isUnderWay(screen.case.phase)
}

export function urgencyOf(screen: Screen): Urgency {
  return showsProgress(screen) ? 'progress' : 'news'
}

/** Which point of which case a screen shows. */
export interface CasePoint {
  readonly id: string
  readonly revision: number
}

/** null: it shows no case. */
export function pointOf(screen: Screen): CasePoint | null {
  return 'case' in screen ? { id: screen.case.id, revision: screen.case.revision } : null
}

/** The same case, earlier: whoever drew it was slower than somebody else. */
export function isOlder(point: CasePoint | null, than: CasePoint | null): boolean {
  return point !== null && than !== null && point.id === than.id && point.revision < than.revision
}
