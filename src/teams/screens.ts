import type { Screen, Urgency } from '../app/ports.js'

const UNDER_WAY: readonly string[] = ['identifying', 'diagnosing', 'planning', 'applying', 'verifying']

/** More is to come without anybody doing anything. */
export function isUnderWay(screen: Screen): boolean {
  return screen.kind === 'case' && UNDER_WAY.includes(screen.case.phase.name)
}

export function urgencyOf(screen: Screen): Urgency {
  return isUnderWay(screen) ? 'progress' : 'news'
}

/** It shows the same case at an earlier point: whoever drew it was slower than somebody else. */
export function isOlder(screen: Screen, than: Screen): boolean {
  if (!('case' in screen) || !('case' in than) || screen.case.id !== than.case.id) return false
  return lineOf(screen.case) < lineOf(than.case)
}

/** The last line of the case's audit, which only grows. */
function lineOf({ audit }: Extract<Screen, { kind: 'case' }>['case']): number {
  return audit?.at(-1)?.n ?? 0
}
