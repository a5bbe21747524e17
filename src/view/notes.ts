import type { Screen } from '../app/ports.js'
import type { Case, Note, Surface } from '../domain/case.js'
import type { Wording } from './wording.js'

/** What the bot is called where the channel does not tell. */
const NAME = 'Pending Send'

/** Notes that ask for something in writing, whatever card they stand on. */
const ASKS_TO_WRITE =
  /^notes\.(?:notUnderstood|addressInvalid|organizationUnknown|onlyAttachment|empty|logUnknown|file)(?:\.|$)/

/** Why a card is shown (again), and how to answer it in writing. */
export function notesData(screen: Screen, surface: Surface, wording: Wording): object {
  if (screen.kind === 'notice' || screen.kind === 'reading') return {}
  const note = noteOn(screen)
  const said = note && wording.message(note)
  const mention = mentionOn(screen, surface, wording)
  if (asks(screen)) return { ...(said && { note: said }), ...(mention && { mention }) }
  return said ? { note: note && ASKS_TO_WRITE.test(note.key) ? `${said} ${mention}`.trim() : said } : {}
}

/** A step may bring its own. */
function noteOn(screen: Exclude<Screen, { kind: 'notice' | 'reading' }>): Note | undefined {
  const asked = screen.kind === 'case' ? noteOf(screen.case) : undefined
  return screen.note ?? asked
}

function noteOf({ phase }: Case): Note | undefined {
  return 'note' in phase ? phase.note : undefined
}

function asks(screen: Screen): boolean {
  return screen.kind === 'welcome' || (screen.kind === 'case' && screen.case.phase.name === 'intake')
}

/** Where several people talk, Teams hands the bot only what mentions it. Empty: they are alone with it. */
function mentionOn({ kind }: Screen, { conversationType, botName }: Surface, wording: Wording): string {
  if (conversationType === 'personal') return ''
  return wording.say(kind === 'welcome' ? 'welcome.mention' : 'intake.mention', { bot: botName || NAME })
}
