import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** One event in this many is the send-as problem, and one is something that looks like it; the others say that all is well. */
const EVERY = 100

export interface Happened {
  readonly at: string
  readonly user: string
  readonly org: string
  readonly text: string
}

const POLL = 'An error occurred while checking for outgoing email messages to process'

/** The same event as programs of Windows write it: a trace, the event viewer's copy, its XML, a line of JSON. */
export const SHAPES: readonly ((event: Happened) => string)[] = [
  ({ at, user, org, text }) =>
    `[${at}] Process: Microsoft.Crm.Tools.EmailAgent |Thread: 12 |Category: Application |Level: Info | organization: ${org}, mailbox ${user}: ${text}\r\n`,
  ({ at, user, org, text }) =>
    [
      'Log Name:      Application',
      'Source:        MSCRMEmail',
      `Date:          ${at}`,
      'Event ID:      26142',
      'Level:         Error',
      'Computer:      ROUTER01.contoso.local',
      'Description:',
      `#26142 - ${POLL}: https://disco.crm4.dynamics.com/${org}. System.ServiceModel.FaultException: ${text}`,
      '   at System.ServiceModel.Channels.ServiceChannel.HandleReply(ProxyOperationRuntime operation, ProxyRpc& rpc)',
      '   at Microsoft.Crm.Tools.Email.Agent.ServiceProxy.Poll(String mailbox)',
      `Mailbox: ${user}`,
      '',
      '',
    ].join('\r\n'),
  ({ at, user, org, text }) =>
    `<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="MSCRMEmail"/><EventID Qualifiers="0">26142</EventID><Level>2</Level><TimeCreated SystemTime="${at}"/><Channel>Application</Channel></System><EventData><Data>organization: ${org}, mailbox ${user}: ${text}</Data></EventData></Event>\r\n`,
  ({ at, user, org, text }) =>
    `{"time": "${at}", "level": "error", "organization": "${org}", "mailbox": "${user}", "message": "${text}"}\r\n`,
]

function eventOf(number: number): string {
  const shape = SHAPES[number % SHAPES.length]
  return (
    shape?.({
      at: new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString(),
      user: `user${number % 37}@contoso.com`,
      org: `contoso${number % 5}`,
      text: textOf(number),
    }) ?? ''
  )
}

function textOf(number: number): string {
  // Against the step of the shapes, so that each shape has some.
  switch (Math.floor(number / SHAPES.length) % EVERY) {
    case 7:
      return 'ErrorCode: 0x8004480D, User does not have send-as privilege.'
    case 57:
      return 'ErrorCode: -2147098087, MailboxDisabled: the mailbox is deactivated.'
    default:
      return `The poll has ended, and the mails of request ${number.toString(16)} were handed on in ${number % 900} ms.`
  }
}

/** As much of it as a text has. */
export function ordinaryLog(bytes: number): string {
  let text = ''
  for (let number = 0; text.length < bytes; number++) text += eventOf(number)
  return text.slice(0, bytes)
}

export interface Written {
  readonly events: number
  readonly sendAs: number
}

/** Fills a file with whole events, up to this size. */
export async function writeEvents(file: string, bytes: number): Promise<Written> {
  let written = 0
  let events = 0
  let sendAs = 0
  function* pieces() {
    while (written < bytes) {
      let piece = ''
      for (let i = 0; i < EVERY; i++, events++) {
        if (textOf(events).includes('0x8004480D')) sendAs += 1
        piece += eventOf(events)
      }
      written += piece.length
      yield piece
    }
  }
  await pipeline(Readable.from(pieces()), createWriteStream(file))
  return { events, sendAs }
}
