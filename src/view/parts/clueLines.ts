import type { Screen } from '../../app/ports.js'
import type { Clue } from '../../domain/faults/clue.js'
import type { FaultName } from '../../domain/faults/mailboxFault.js'
import type { FaultId, MessageKey } from '../../domain/messageKey.js'
import type { TextPlace, Wording } from '../wordings.js'
import type { Link } from './guide.js'

/** What a pasted text proved, as a card shows it. */
export interface ClueShown {
  readonly name: string
  readonly text: string
  readonly next: string
  /** The title of the button that opens the lines that prove it. */
  readonly details: string
  /** The lines that prove it. */
  readonly proof: readonly { readonly text: string }[]
  readonly article: readonly Link[]
  /** What to do about a secret in the text. */
  readonly masked?: string
}

/** A dialog about one message. */
export function readingData({ clue, message }: Extract<Screen, { kind: 'reading' }>, wording: Wording): object {
  return { clue: clue ? [clueShown(clue, wording)] : [], text: wording.message(message) }
}

type Keys = { readonly [K in 'name' | 'text' | 'next']: MessageKey }

/** String keys of the two faults that have their own checks; all others are below `faults`. */
const OWN: Readonly<Record<Exclude<FaultName, FaultId>, Keys>> = {
  sendAs: { name: 'clue.sendAs.name', text: 'clue.sendAs.text', next: 'clue.sendAs.next' },
  routerDisabled: {
    name: 'checks.routerRefused.cause',
    text: 'checks.routerRefused.problem',
    next: 'guides.routerRefused.next',
  },
}

function keysOf(fault: FaultName): Keys {
  if (fault === 'sendAs' || fault === 'routerDisabled') return OWN[fault]
  return { name: `faults.${fault}.name`, text: `faults.${fault}.meaning`, next: `faults.${fault}.next` }
}

export function clueShown(clue: Clue, wording: Wording, place?: TextPlace): ClueShown {
  const { fault, count, proof, article, privileges = [], masked, bare } = clue
  const { name, text, next } = keysOf(fault)
  const meaning = wording.say(text, {}, place)
  const lines = proof.map(({ line, text: shown }) => ({ text: wording.say('clue.line', { line, text: shown }) }))
  return {
    name: wording.say(bare && fault === 'sendAs' ? 'clue.bare.name' : name, {}, place),
    text: [bare ? wording.say('clue.bare.text', { meaning }, place) : meaning, ...furtherOf(clue, wording, place)].join(
      ' ',
    ),
    next: wording.say(next, {}, place),
    details: wording.say('buttons.details', {}, 'plain'),
    proof: [
      ...lines,
      ...(count > lines.length ? [{ text: wording.say('clue.count', { count }) }] : []),
      ...(privileges.length > 0 ? [{ text: privilegesLine(privileges, wording) }] : []),
    ],
    article: article ? [{ title: wording.say('buttons.readArticle', {}, 'plain'), url: article }] : [],
    ...(masked && { masked: wording.say('notes.masked') }),
  }
}

/** The access mode in which only administrative privileges count (systemuser.accessmode). */
const ADMINISTRATIVE = 1

/** What else the text says: that it is not about mail that leaves, and what limits the account. */
function furtherOf({ direction, accessMode }: Clue, wording: Wording, place?: TextPlace): readonly string[] {
  const isElsewhere = direction === 'receiving' || direction === 'appointments'
  return [
    ...(isElsewhere ? [wording.say(`clue.about.${direction}`, {}, place)] : []),
    ...(accessMode === ADMINISTRATIVE ? [wording.say('clue.administrative', {}, place)] : []),
  ]
}

function privilegesLine(privileges: readonly string[], wording: Wording): string {
  return wording.say('clue.privileges', { names: privileges.join(', '), count: privileges.length })
}
