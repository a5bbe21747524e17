import type { Actor, Surface } from '../../domain/case/case.js'
import type { ParsedMessage, UnreadReason } from '../../domain/parsedMessage.js'
import type { Screen } from './messenger.js'

/** Who wrote or clicked, and where; from a validated activity. */
export interface Incoming {
  readonly by: Omit<Actor, 'helpdesk'>
  readonly surface: Surface
  /** The channel's id of the activity, the same in a second delivery; absent: the channel gave none. */
  readonly activity?: string
  /** Present in a channel of a team. */
  readonly channel?: { readonly isPrivate: boolean }
}

export interface AttachedFile {
  /** The file's bytes, piece by piece. Throws FileRefused. */
  read(): AsyncIterable<Uint8Array>
}

/** Reads a file without blocking the event loop. Throws what reading its pieces throws. */
export type ReadFile = (pieces: AsyncIterable<Uint8Array>) => Promise<ParsedMessage | UnreadReason>

/** `foreign`: the file is not at a place where Teams keeps files; `away`: it could not be downloaded, or did not arrive whole. */
export class FileRefused extends Error {
  constructor(
    readonly why: 'tooLarge' | 'foreign' | 'away',
    options?: ErrorOptions,
  ) {
    super(`The file was not read: ${why}`, options)
    this.name = 'FileRefused'
  }
}

/** What somebody chose, wrote or attached on the page on which checks begin. Not trusted. */
export interface Beginning {
  /** One of SYMPTOMS. */
  readonly symptom?: string
  /** Name or URL of a configured organization. */
  readonly organization?: string
  readonly text?: string
  readonly attached?: AttachedFile
}

/** What the conversation edge calls. No method rejects because the channel did not take a card: that card is shown later. */
export interface App {
  /** The bot was installed or a person was added. */
  greet(incoming: Incoming): Promise<void>
  /** Somebody wrote, perhaps with a file; `true`: the attachment is not a file that can be read. */
  say(incoming: Incoming, text: string, attached: AttachedFile | boolean): Promise<void>
  /** Somebody clicked; `data` is the card's payload, which is not trusted. Returns the screen that replaces the clicked card. */
  click(incoming: Incoming, data: unknown): Promise<Screen>
  /** Somebody signed in with a code that they typed in the chat: the card that waits for it comes there. */
  signedIn(incoming: Incoming): Promise<void>
  /** Somebody asks about a message of any conversation; `text` may be HTML. Returns what the message proves. */
  readMessage(incoming: Incoming, text: string): Promise<Screen>
}

/** What the web page calls. */
export interface PageApp extends Pick<App, 'click'> {
  /** Somebody begins a check on a page. Returns its card, or what there is to say instead, as the answer to a click. */
  begin(incoming: Incoming, beginning: Beginning): Promise<Screen>
  /** A person's open cases, also if there is none or only one. */
  cases(incoming: Incoming): Promise<Screen>
  /** Whether somebody works in the helpdesk. */
  isAgent(incoming: Incoming): Promise<boolean>
}
