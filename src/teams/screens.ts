import type { Screen, Urgency } from '../app/ports.js'

const UNDER_WAY: readonly string[] = ['locating', 'identifying', 'diagnosing', 'planning', 'applying', 'verifying']

/** More is to come without anybody doing anything. */
export function isUnderWay(screen: Screen): boolean {
  return screen.kind === 'case' && UNDER_WAY.includes(screen.case.phase.name)
}

export function urgencyOf(screen: Screen): Urgency {
  return isUnderWay(screen) ? 'progress' : 'news'
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
