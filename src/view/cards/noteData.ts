import type { Screen } from '../../app/ports.js'
import { readsAsSender, type Viewer } from '../../domain/case/authorization.js'
import type { Note, Surface } from '../../domain/case/case.js'
import type { Wording } from '../wordings.js'

/** The bot's name where the channel does not give one. */
const NAME = 'Pending Send'

/** Notes that ask for a typed answer, whatever card they are on. */
const ASKS_TO_WRITE =
  /^notes\.(?:notUnderstood|addressInvalid|organizationUnknown|onlyAttachment|empty|logUnknown|file)(?:\.|$)/

/** Whom a note is for, and where. */
export interface NoteContext {
  readonly viewer: Viewer
  readonly surface: Surface
  readonly wording: Wording
}

/**
 * Why a card is shown (again). The result of the last step is at the top (`note`). On cards longer than a phone's screen,
 * the offer and the diagnosis, the response to a click is right above the buttons (`warning`), where the reader looks.
 * `mention`: how to type an answer in a conversation of several people.
 */
export function noteData(screen: Screen, noting: NoteContext): object {
  if (screen.kind === 'notice' || screen.kind === 'reading') return {}
  const phase = screen.kind === 'case' ? screen.case.phase : null
  const came = phase && 'note' in phase ? phase.note : undefined
  const pressed = screen.note
  const newest = pressed ?? came
  switch (phase?.name) {
    case 'offered':
      return noteLine('warning', isForSender(screen, noting) ? pressed : newest, screen, noting)
    case 'diagnosed':
      return {
        ...noteLine('note', came, screen, noting),
        ...noteLine('warning', isSame(came, pressed) ? undefined : pressed, screen, noting),
      }
    default:
      return { ...noteLine('note', newest, screen, noting), ...mentionLine(screen, noting) }
  }
}

/** A case that is looked at again has no other note than that of its last step, which is said once. */
function isSame(came: Note | undefined, pressed: Note | undefined): boolean {
  return JSON.stringify(came) === JSON.stringify(pressed)
}

/** What the sender is answered about their own e-mails, where others asked only about their right to send. */
function isForSender(screen: Screen, { viewer }: NoteContext): boolean {
  if (screen.kind !== 'case' || screen.case.phase.name !== 'offered') return false
  return screen.case.target.scope === 'right' && screen.case.phase.own && !readsAsSender(viewer)
}

function noteLine(place: 'note' | 'warning', note: Note | undefined, screen: Screen, noting: NoteContext): object {
  if (!note) return {}
  const text = sentence(note, screen, noting)
  const mention = !asks(screen) && ASKS_TO_WRITE.test(note.key) ? mentionOn(screen, noting) : ''
  return { [place]: `${text} ${mention}`.trim() }
}

/** Addresses or describes the sender; privileges are named to administrators only. */
function sentence({ key, args }: Note, screen: Screen, { viewer, wording }: NoteContext): string {
  const sender = 'case' in screen ? (screen.case.parties?.sender.name ?? '') : ''
  const { isSender, administers } = viewer
  return wording.say(key, { sender, ...args, self: isSender ? 'yes' : 'no', admin: administers ? 'yes' : 'no' })
}

function mentionLine(screen: Screen, noting: NoteContext): object {
  const mention = asks(screen) ? mentionOn(screen, noting) : ''
  return mention ? { mention } : {}
}

function asks(screen: Screen): boolean {
  return screen.kind === 'welcome' || (screen.kind === 'case' && screen.case.phase.name === 'intake')
}

/** In a conversation of several people, Teams gives the bot only messages that mention it. Empty in a chat with the bot alone. */
function mentionOn({ kind }: Screen, { surface, wording }: NoteContext): string {
  if (surface.conversationType === 'personal') return ''
  return wording.say(kind === 'welcome' ? 'welcome.mention' : 'intake.mention', { bot: surface.botName || NAME })
}
