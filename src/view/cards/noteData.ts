import type { Screen } from '../../app/ports.js'
import type { Note, Surface } from '../../domain/case/case.js'
import type { Viewer } from '../viewer.js'
import type { Wording } from '../wordings.js'

/** What the bot is called where the channel does not tell. */
const NAME = 'Pending Send'

/** Notes that ask for something in writing, whatever card they stand on. */
const ASKS_TO_WRITE =
  /^notes\.(?:notUnderstood|addressInvalid|organizationUnknown|onlyAttachment|empty|logUnknown|file)(?:\.|$)/

/** Whom a note is for, and where. */
export interface NoteContext {
  readonly viewer: Viewer
  readonly surface: Surface
  readonly wording: Wording
}

/**
 * Why a card is shown (again). What came of the last step stands at its top (`note`). What answers a press stands above
 * the buttons (`warning`), where the eye is, wherever a card is longer than a phone: the offer and the diagnosis.
 * `mention`: how to answer a question in writing where several people talk.
 */
export function noteData(screen: Screen, noting: NoteContext): object {
  if (screen.kind === 'notice' || screen.kind === 'reading') return {}
  const phase = screen.kind === 'case' ? screen.case.phase : null
  const came = phase && 'note' in phase ? phase.note : undefined
  const pressed = screen.note
  const newest = pressed ?? came
  switch (phase?.name) {
    case 'offered':
      return said('warning', newest, screen, noting)
    case 'diagnosed':
      return { ...said('note', came, screen, noting), ...said('warning', pressed, screen, noting) }
    default:
      return { ...said('note', newest, screen, noting), ...mentioned(screen, noting) }
  }
}

function said(place: 'note' | 'warning', note: Note | undefined, screen: Screen, noting: NoteContext): object {
  if (!note) return {}
  const text = sentence(note, screen, noting)
  const mention = !asks(screen) && ASKS_TO_WRITE.test(note.key) ? mentionOn(screen, noting) : ''
  return { [place]: `${text} ${mention}`.trim() }
}

/** To the sender or about them; privileges are named to whoever administers. */
function sentence({ key, args }: Note, screen: Screen, { viewer, wording }: NoteContext): string {
  const sender = 'case' in screen ? (screen.case.parties?.sender.name ?? '') : ''
  const { isSender, administers } = viewer
  return wording.say(key, { sender, ...args, self: isSender ? 'yes' : 'no', admin: administers ? 'yes' : 'no' })
}

function mentioned(screen: Screen, noting: NoteContext): object {
  const mention = asks(screen) ? mentionOn(screen, noting) : ''
  return mention ? { mention } : {}
}

function asks(screen: Screen): boolean {
  return screen.kind === 'welcome' || (screen.kind === 'case' && screen.case.phase.name === 'intake')
}

/** Where several people talk, Teams hands the bot only what mentions it. Empty: they are alone with it. */
function mentionOn({ kind }: Screen, { surface, wording }: NoteContext): string {
  if (surface.conversationType === 'personal') return ''
  return wording.say(kind === 'welcome' ? 'welcome.mention' : 'intake.mention', { bot: surface.botName || NAME })
}
