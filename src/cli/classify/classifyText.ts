import type { Ask, Clue } from '../../domain/faults/clue.js'
import type { Direction } from '../../domain/faults/direction.js'
import type { FaultName } from '../../domain/faults/mailboxFault.js'
import type { MessageKey } from '../../domain/messageKey.js'
import { plain } from '../../domain/parsedMessage.js'
import { knownFault } from '../../symptoms/knownFaults.js'
import type { FaultSeen, LogReading } from '../../symptoms/logReading.js'
import type { Sentences } from '../../view/sentences.js'
import { quotedForShell } from '../diagnose/resumeCommand.js'
import { plural } from '../plural.js'
import { type Style, styled } from '../terminal.js'

/** How many places of a fault are listed; further ones are only counted. */
const PLACES = 10
const PROOFS = 3

const VERDICTS = { sendAs: 'the send-as problem', lookAlike: 'something else', unknown: 'unknown' } as const
const STYLES = { sendAs: 'red', lookAlike: 'yellow', unknown: 'dim' } as const

/** The next step for a person at a terminal; the chat words it differently. */
const ASK = {
  code: "Find the text of the error with its code, such as 0x8004480D: in the Windows event log of the Email Router's server, or in the alerts of the mailbox.",
  organization: 'The text does not say which organization it is about: put its URL or name in place of URL.',
  wholeEvent:
    'That says that something failed, but not what: the reason comes after it. Export the whole event, with its error code.',
  unknownFault:
    'These codes and words belong to no known fault. Show the text to your Dynamics administrator; to check the sender anyway: pending-send diagnose --org URL --sender ADDRESS',
  ownFault:
    'This text lists error codes or rules them out, so it does not show what happened here. Classify the event, alert or message about the e-mail that does not leave.',
} as const satisfies Readonly<Record<Ask, string>>

const MASKED =
  'The text contained passwords, keys or tokens. They are masked here, but whoever has the text has them: change them.'

/** A report for people. Logs come from anywhere, so every line is cleaned of what could move a terminal's cursor. */
export class ClassifyText {
  constructor(
    private readonly sentences: Sentences,
    private readonly colour: boolean,
    /** The command that starts `diagnose` here. */
    private readonly diagnose: string,
  ) {}

  /** The verdict and the reason for it, who has to act, what proves it, and the next step. */
  whole(name: string, reading: LogReading): string {
    const { codes, events, faults, masked } = reading
    return [
      `${plain(name)}, ${plural(events, 'event')}: ${this.#verdict(reading)}`,
      ...[...byFault(faults)].flatMap(([fault, seen]) => this.#fault(fault, seen)),
      ...(codes.length > 0 ? [`Error codes: ${codes.join(', ')}`] : []),
      ...(masked ? [this.#style('yellow', MASKED)] : []),
      ...this.#next(reading),
    ].join('\n')
  }

  /** One file of several. */
  line(name: string, reading: LogReading): string {
    const { codes, events, faults, organization } = reading
    const counts = [...byFault(faults)].map(([fault, seen]) => `${fault} ×${totalOf(seen)}`)
    const summary = counts.length > 0 ? counts.join(', ') : codes.join(', ')
    const parts = [plain(name), this.#verdict(reading), summary, organization ?? '', plural(events, 'event')]
    return parts.filter(part => part !== '').join('  ')
  }

  #verdict({ verdict }: LogReading): string {
    return this.#style(STYLES[verdict], VERDICTS[verdict])
  }

  #fault(fault: FaultName, seen: readonly FaultSeen[]): string[] {
    const { acts, article } = knownFault(fault)
    const { name, text } = this.sentences.clue(clueOf(fault, seen), 'en')
    const proofs = seen.flatMap(({ evidence }) => evidence).slice(0, PROOFS)
    return [
      `- ${this.#style('bold', plain(name))} (${fault}), ${plural(totalOf(seen), 'time')}`,
      `  ${plain(text)}`,
      ...privilegesOf(seen).map(names => `  ${this.#say('clue.privileges', names)}`),
      ...(fault === 'sendAs' ? [] : [`  ${this.#say('clue.notSendAs', { fault })}`]),
      `  Who acts: ${acts.map(key => this.#say(`acts.${key}`)).join(', ')}`,
      ...placesOf(seen).map(place => `  ${plain(place)}`),
      ...proofs.map(({ line, text: proof }) => `  ${this.#style('dim', `line ${line}:`)} ${plain(proof)}`),
      `  Article: ${article}`,
    ]
  }

  #next(reading: LogReading): string[] {
    const { verdict, faults, ask, direction, organization } = reading
    const [first] = faults
    const command = plain(`${this.diagnose} ${optionsOf(reading)}`)
    const steps = [
      ...(first ? [plain(this.sentences.clue(clueOf(first.fault, [first]), 'en').next)] : []),
      ...(!first && direction ? this.#elsewhere(direction) : []),
      ...(ask ? [ASK[ask]] : []),
      ...(verdict === 'sendAs' ? [command] : []),
      ...(verdict === 'lookAlike' && organization ? [`To check the organization, too: ${command}`] : []),
    ]
    return steps.map((text, at) => (at === 0 ? `${this.#style('bold', 'Next:')} ${text}` : `  ${text}`))
  }

  /** What an unknown fault is about, if it is not mail that does not leave. */
  #elsewhere(direction: Direction): string[] {
    const isElsewhere = direction === 'receiving' || direction === 'appointments'
    return isElsewhere ? [this.#say(`clue.about.${direction}`)] : []
  }

  #say(key: MessageKey, args: Readonly<Record<string, string | number>> = {}): string {
    return plain(this.sentences.text({ key, args }, 'en'))
  }

  #style(style: Style, text: string): string {
    return styled(text, this.colour ? style : null)
  }
}

function clueOf(fault: FaultName, seen: readonly FaultSeen[]): Clue {
  const bare = seen.every(one => one.bare)
  const verdict = fault === 'sendAs' ? 'sendAs' : 'lookAlike'
  const direction = seen[0]?.direction
  const accessMode = seen.find(one => one.accessMode !== null)?.accessMode
  return {
    verdict,
    fault,
    count: totalOf(seen),
    proof: [],
    ...(direction && { direction }),
    ...(typeof accessMode === 'number' && { accessMode }),
    ...(bare && { bare }),
  }
}

function privilegesOf(seen: readonly FaultSeen[]): readonly { readonly names: string; readonly count: number }[] {
  const names = [...new Set(seen.flatMap(({ privileges }) => privileges))]
  return names.length > 0 ? [{ names: names.join(', '), count: names.length }] : []
}

function byFault(faults: readonly FaultSeen[]): ReadonlyMap<FaultName, readonly FaultSeen[]> {
  const groups = new Map<FaultName, FaultSeen[]>()
  for (const seen of faults) {
    const group = groups.get(seen.fault)
    if (group) group.push(seen)
    else groups.set(seen.fault, [seen])
  }
  return groups
}

/** In which organization and for which user the fault occurred, how often and when. */
function placesOf(seen: readonly FaultSeen[]): string[] {
  const places = seen.filter(({ organization, user, first }) => organization ?? user ?? first)
  const lines = places.slice(0, PLACES).map(({ organization, user, count, first, last }) => {
    const where = [organization, user].filter(Boolean).join(', ') || 'place not given'
    const when = first === last ? (first ?? '') : `first ${first}, last ${last}`
    return [`${where}: ${plural(count, 'time')}`, when].filter(text => text !== '').join(', ')
  })
  const rest = places.slice(PLACES)
  return rest.length > 0 ? [...lines, `and ${rest.length} more: ${plural(totalOf(rest), 'time')}`] : lines
}

function totalOf(seen: readonly FaultSeen[]): number {
  return seen.reduce((sum, { count }) => sum + count, 0)
}

/** Options from the fault that decides: the first user with an address, and that user's organization. */
function optionsOf({ faults, organization }: LogReading): string {
  const deciding = faults.filter(({ fault }) => fault === faults[0]?.fault)
  const place = deciding.find(({ user }) => user?.includes('@'))
  const org = place?.organization ?? organization
  return `--org ${org ? quotedForShell(org) : 'URL'} --sender ${place?.user ? quotedForShell(place.user) : 'ADDRESS'}`
}
