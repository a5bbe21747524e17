import type { Screen } from '../app/ports.js'
import type { Surface } from '../domain/case/case.js'
import { plainText } from './escape.js'

/** A member of the conversation whom the card notifies by their name. */
export interface Mention {
  /** As the card says it; the entity has to say exactly the same. */
  readonly text: string
  /** In the channel. */
  readonly id: string
  readonly name: string
}

type Mentioned = NonNullable<Extract<Screen, { kind: 'notice' }>['mention']>

/** null: nobody is. Nobody has to be called to a chat with the bot alone, or to what only they see, and only Teams has mentions. */
export function mentionIn(
  screen: Screen,
  { channelId, conversationType, onlyFor }: Pick<Surface, 'channelId' | 'conversationType' | 'onlyFor'>,
): Mention | null {
  if (screen.kind !== 'notice' || !screen.mention) return null
  if (channelId !== 'msteams' || conversationType === 'personal' || onlyFor) return null
  const { name: given } = screen.mention
  const id = idIn(channelId, screen.mention)
  const name = bareName(given)
  return name === '' || id === null ? null : { text: `<at>${name}</at>`, id, name }
}

/**
 * Somebody who was last seen on the page has no id of the channel. A card may name them by their Entra object id instead.
 * https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format#mention-support-within-adaptive-cards
 * null: there is neither.
 */
function idIn(channelId: string, person: Mentioned): string | null {
  return person.channelId === channelId ? person.id : person.aadObjectId
}

/**
 * The tag is markup inside of Markdown, and its text must be found again in the entity. UNCONFIRMED: whether a client resolves
 * a character reference or a backslash there before it compares. So a name loses what would need one.
 */
function bareName(name: string): string {
  return plainText(name.replace(/[<>&\\*_[\]`~]+/g, ' ').replace(/ {2,}/g, ' '))
}
