import type { Clue } from '../../domain/faults/clue.js'
import type { FaultName } from '../../domain/faults/mailboxFaults.js'
import type { MessageKey } from '../../domain/messageKey.js'
import { plain } from '../../domain/parsedMessage.js'
import { knownFault } from '../../symptoms/knownFaults.js'
import type { FaultSeen, Reading } from '../../symptoms/logReading.js'
import type { View } from '../../view/view.js'
import { quotedForShell } from '../diagnose/resumeCommand.js'
import { counted } from '../plural.js'
import { type Style, styled } from '../terminal.js'

/** Places where one fault was seen, beyond which they are only counted. */
const PLACES = 10
const PROOFS = 3

const VERDICTS = { sendAs: 'the send-as problem', lookAlike: 'something else', unknown: 'unknown' } as const
const STYLES = { sendAs: 'red', lookAlike: 'yellow', unknown: 'dim' } as const

/** What a person at a terminal does next; in the chat it is said otherwise. */
const ASK = {
  code: "Find the text of the error with its code, such as 0x8004480D: in the Windows event log of the Email Router's server, or in the alerts of the mailbox.",
  organization: 'The text does not say which organization it is about: put its URL or name in place of URL.',
  wholeEvent:
    'That says that something failed, but not what: the reason comes after it. Export the whole event, with its error code.',
  unknownFault:
    'No fault that is known here has these codes or words. Show the text to your Dynamics administrator; to check the sender all the same: pending-send diagnose --org URL --sender ADDRESS',
} as const

const MASKED =
  'Passwords, keys or tokens stood in the text. They are masked here; change them, whoever has the text has them.'

/** Writes for people. Logs come from anywhere, so no line can move a terminal's cursor. */
export class ClassifyText {
  constructor(
    private readonly view: View,
    private readonly colour: boolean,
    /** How `diagnose` is started here. */
    private readonly diagnose: string,
  ) {}

  /** What it is, why it is (not) the send-as problem, who acts, what proves it, and what comes next. */
  whole(name: string, reading: Reading): string {
    const { codes, events, faults, masked } = reading
    return [
      `${plain(name)}, ${counted(events, 'event')}: ${this.#verdict(reading)}`,
      ...[...byFault(faults)].flatMap(([fault, seen]) => this.#fault(fault, seen)),
      ...(codes.length > 0 ? [`Error codes: ${codes.join(', ')}`] : []),
      ...(masked ? [this.#style('yellow', MASKED)] : []),
      ...this.#next(reading),
    ].join('\n')
  }

  /** One file of several. */
  line(name: string, reading: Reading): string {
    const { codes, events, faults, organization } = reading
    const found = [...byFault(faults)].map(([fault, seen]) => `${fault} ×${totalOf(seen)}`)
    const told = found.length > 0 ? found.join(', ') : codes.join(', ')
    const parts = [plain(name), this.#verdict(reading), told, organization ?? '', counted(events, 'event')]
    return parts.filter(part => part !== '').join('  ')
  }

  #verdict({ verdict }: Reading): string {
    return this.#style(STYLES[verdict], VERDICTS[verdict])
  }

  #fault(fault: FaultName, seen: readonly FaultSeen[]): string[] {
    const { acts, article } = knownFault(fault)
    const { name, text } = this.view.clue(clueOf(fault, seen), 'en')
    const proofs = seen.flatMap(({ evidence }) => evidence).slice(0, PROOFS)
    return [
      `- ${this.#style('bold', plain(name))} (${fault}), ${counted(totalOf(seen), 'time')}`,
      `  ${plain(text)}`,
      ...(fault === 'sendAs' ? [] : [`  ${this.#say('clue.notSendAs', { fault })}`]),
      `  Who acts: ${acts.map(key => this.#say(`acts.${key}`)).join(', ')}`,
      ...placesOf(seen).map(place => `  ${plain(place)}`),
      ...proofs.map(({ line, text: proof }) => `  ${this.#style('dim', `line ${line}:`)} ${plain(proof)}`),
      `  Article: ${article}`,
    ]
  }

  #next(reading: Reading): string[] {
    const { verdict, faults, ask, organization } = reading
    const [first] = faults
    const command = plain(`${this.diagnose} ${optionsOf(reading)}`)
    const steps = [
      ...(first ? [plain(this.view.clue(clueOf(first.fault, [first]), 'en').next)] : []),
      ...(ask ? [ASK[ask]] : []),
      ...(verdict === 'sendAs' ? [command] : []),
      ...(verdict === 'lookAlike' && organization ? [`To check the organization, too: ${command}`] : []),
    ]
    return steps.map((text, at) => (at === 0 ? `${this.#style('bold', 'Next:')} ${text}` : `  ${text}`))
  }

  #say(key: MessageKey, args: Readonly<Record<string, string>> = {}): string {
    return plain(this.view.text({ key, args }, 'en'))
  }

  #style(style: Style, text: string): string {
    return styled(text, this.colour ? style : null)
  }
}

function clueOf(fault: FaultName, seen: readonly FaultSeen[]): Clue {
  const bare = seen.every(one => one.bare)
  const verdict = fault === 'sendAs' ? 'sendAs' : 'lookAlike'
  return { verdict, fault, count: totalOf(seen), proof: [], ...(bare && { bare }) }
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

/** For which organization and user how often, and when. */
function placesOf(seen: readonly FaultSeen[]): string[] {
  const told = seen.filter(({ organization, user, first }) => organization ?? user ?? first)
  const lines = told.slice(0, PLACES).map(({ organization, user, count, first, last }) => {
    const where = [organization, user].filter(Boolean).join(', ') || 'not said where'
    const when = first === last ? (first ?? '') : `first ${first}, last ${last}`
    return [`${where}: ${counted(count, 'time')}`, when].filter(text => text !== '').join(', ')
  })
  const left = told.slice(PLACES)
  return left.length > 0 ? [...lines, `and ${left.length} more: ${counted(totalOf(left), 'time')}`] : lines
}

function totalOf(seen: readonly FaultSeen[]): number {
  return seen.reduce((sum, { count }) => sum + count, 0)
}

/** Of the fault that decides; whoever is named first, with their own organization. */
function optionsOf({ faults, organization }: Reading): string {
  const deciding = faults.filter(({ fault }) => fault === faults[0]?.fault)
  const named = deciding.find(({ user }) => user?.includes('@'))
  const org = named?.organization ?? organization
  return `--org ${org ? quotedForShell(org) : 'URL'} --sender ${named?.user ? quotedForShell(named.user) : 'ADDRESS'}`
}
