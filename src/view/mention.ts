import type { Screen } from '../app/ports.js'
import type { Surface } from '../domain/case.js'
import type { Wording } from './wording.js'

/** What the bot is called where the channel does not tell. */
const NAME = 'Pending Send'

/** Notes that ask for something in writing, whatever card they stand on. */
const ASKS_TO_WRITE =
  /^notes\.(?:notUnderstood|addressInvalid|organizationUnknown|onlyAttachment|empty|logUnknown|file)(?:\.|$)/

/** Where several people talk, Teams hands the bot only what mentions it. Nothing: they are alone with it, or nothing is asked for. */
export function mentionData(screen: Screen, { conversationType, botName }: Surface, wording: Wording): object {
  if (conversationType === 'personal') return {}
  const bot = botName || NAME
  if (screen.kind === 'welcome') return { mention: wording.say('welcome.mention', { bot }) }
  if (screen.kind !== 'case') return {}
  const mention = wording.say('intake.mention', { bot })
  if (screen.case.phase.name === 'intake') return { mention }
  const { note } = screen
  return note && ASKS_TO_WRITE.test(note.key) ? { note: `${wording.message(note)} ${mention}` } : {}
}
