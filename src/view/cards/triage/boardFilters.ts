import type { Screen } from '../../../app/ports.js'
import type { CheckId, KeyBelow, MessageKey } from '../../../domain/messageKey.js'
import { ANY, type FilterField, type NO_CAUSE, WHOSE } from '../../../domain/triage/board/boardFilter.js'
import type { Args, TextPlace, Wording } from '../../wordings.js'

type Board = Extract<Screen, { kind: 'board' }>

/** For titles, labels and values. */
export function plainly(wording: Wording, key: KeyBelow<'triage.board'>, args: Args = {}): string {
  return wording.say(`triage.board.${key}`, args, 'plain')
}

/** Stands for the causes that have no place of their own. */
export const OTHERS = 'others'

/** A cause that this version does not know is one of the others. */
export function causeLabel(cause: string, wording: Wording, place: TextPlace = 'plain'): string {
  const key = `triage.board.causes.${cause}`
  return wording.say(wording.has(key) ? key : causeKey(OTHERS), {}, place)
}

/** So that a cause without a label does not compile. */
function causeKey(cause: CheckId | typeof NO_CAUSE | typeof OTHERS): MessageKey {
  return `triage.board.causes.${cause}`
}

interface Choosing {
  readonly wording: Wording
  readonly room?: number
}

/** The inputs of the board's card, as they are now. */
export function filtersOf({ filter, choices }: Board, { wording, room = Number.POSITIVE_INFINITY }: Choosing): object {
  const field = (name: Exclude<FilterField, 'find'>, options: readonly { title: string; value: string }[]) => {
    const chosen = options.find(({ value }) => value === filter[name])
    // The choice that was made stays on the card, whatever has no room there.
    const shown = options.slice(0, room)
    const kept = chosen && !shown.includes(chosen) ? [...shown, chosen] : shown
    const any = { title: plainly(wording, 'filter.any'), value: ANY }
    return { label: plainly(wording, `filter.${name}`), value: chosen?.value ?? ANY, choices: [any, ...kept] }
  }
  return {
    organization: field(
      'organization',
      choices.organizations.map(({ name, url }) => ({ title: wording.quote(name, 'plain'), value: url })),
    ),
    cause: field(
      'cause',
      choices.causes.map(cause => ({ title: causeLabel(cause, wording), value: cause })),
    ),
    whose: field(
      'whose',
      WHOSE.map(whose => ({ title: plainly(wording, `filter.${whose}`), value: whose })),
    ),
  }
}
