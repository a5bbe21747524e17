import type { Case } from '../../../domain/case/case.js'
import type { Diagnosis } from '../../../domain/diagnosis/diagnosis.js'
import type { KeyBelow } from '../../../domain/messageKey.js'
import { Markup, type Wording } from '../../wordings.js'
import type { Guiding } from '../guide.js'
import { heldCount } from '../mail/heldLine.js'

/** The reader of a text. */
export type Reader = 'administrator' | 'sender'

export interface Forwarding {
  readonly diagnosis: Diagnosis
  readonly guiding: Guiding
}

/** Whose mail, of which organization, how many wait and since when. */
export function frameOf(
  thisCase: Case,
  diagnosis: Diagnosis,
  { reader, wording }: { reader: Reader; wording: Wording },
) {
  const { backlog } = diagnosis
  const name = nameOf(thisCase)
  const address = thisCase.target.sender
  const sender = quoted(name, wording)
  const both =
    address && address !== name ? say(wording, 'name', { name: sender, address: quoted(address, wording) }) : sender
  const { name: organization = '', url = '' } = thisCase.target.organization ?? {}
  const counted = backlog.ok && backlog.value ? backlog.value : null
  const { count = 0, atLeast = false, oldest = null } = counted ?? {}
  const idle = counted && diagnosis.verdict === 'causeFound' ? 'none' : 'unknown'
  const isHeld = diagnosis.held !== null && diagnosis.held.drafts + diagnosis.held.jobs > 0
  const key = count > 0 ? 'some' : isHeld ? 'held' : idle
  const held = isHeld ? heldCount(diagnosis, wording, 'plain') : ''
  const args = {
    reader,
    sender: both,
    count,
    atLeast: atLeast ? 'yes' : 'no',
    oldest: oldest?.slice(0, 10) ?? '?',
    held,
  }
  return {
    sender,
    waiting: say(wording, `waiting.${key}`, args),
    organization: say(wording, 'organization', { name: quoted(organization, wording), url }),
  }
}

export function nameOf({ parties, target }: Case): string {
  return parties?.sender.name ?? target.sender ?? ''
}

export function quoted(text: string, wording: Wording): string {
  return wording.quote(text, 'plain')
}

/** Joins finished parts: text from people is already escaped in them, and the URLs are our own. */
export function say(
  wording: Wording,
  key: KeyBelow<'forward'>,
  parts: Readonly<Record<string, string | number>> = {},
): string {
  const ready = Object.entries(parts).map(([name, part]) => [name, typeof part === 'string' ? new Markup(part) : part])
  return wording.say(`forward.${key}`, Object.fromEntries(ready), 'plain')
}
