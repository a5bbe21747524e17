import type { Screen } from '../app/ports.js'
import type { Surface } from '../domain/case.js'
import type { Wording } from './wording.js'

/** What the bot is called where the channel does not tell. */
const NAME = 'Pending Send'

/** Where several people talk, Teams hands the bot only what mentions it. Nothing: they are alone with it. */
export function mentionData(screen: Screen, { conversationType, botName }: Surface, wording: Wording): object {
  if (conversationType === 'personal') return {}
  const bot = botName || NAME
  if (screen.kind === 'welcome') return { mention: wording.say('welcome.mention', { bot }) }
  const asks = screen.kind === 'case' && screen.case.phase.name === 'intake'
  return asks ? { mention: wording.say('intake.mention', { bot }) } : {}
}
