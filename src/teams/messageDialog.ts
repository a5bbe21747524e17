import { z } from 'zod'
import { jsonOrNull } from '../app/ports/jsonOrNull.js'
import type { Screen } from '../app/ports.js'
import type { Surface } from '../domain/case/case.js'
import type { InvokeAnswer } from './channelAdapter.js'
import type { CardView } from './posting/cardMessage.js'

/** "Diagnose this message" in the menu of a message. https://learn.microsoft.com/microsoftteams/platform/messaging-extensions/how-to/action-commands/define-action-command */
export const DIAGNOSE_MESSAGE = { invoke: 'composeExtension/fetchTask', command: 'diagnoseMessage' } as const

const request = z.looseObject({
  commandId: z.literal(DIAGNOSE_MESSAGE.command),
  messagePayload: z.looseObject({
    body: z.looseObject({ content: z.string() }),
    attachments: z.array(z.looseObject({ contentType: z.string(), content: z.unknown().optional() })).nullish(),
  }),
})

/**
 * A message that was forwarded comes as an attachment of the one that forwards it. UNCONFIRMED: that a bot gets the content which
 * Microsoft Graph has there. https://learn.microsoft.com/graph/api/resources/chatmessageattachment
 */
const FORWARDED = 'forwardedMessageReference'
const forwarded = z.looseObject({ originalMessageContent: z.string() })

/** The message that somebody chose; null: this is not a request to diagnose one. */
export function chosenMessage(value: unknown): string | null {
  const parsed = request.safeParse(value)
  if (!parsed.success) return null
  const { body, attachments } = parsed.data.messagePayload
  const originals = (attachments ?? []).filter(({ contentType }) => contentType === FORWARDED)
  return [body.content, ...originals.flatMap(({ content }) => originalIn(content))].join('<br>')
}

/** Empty: it is not there, or has another shape. */
function originalIn(content: unknown): readonly string[] {
  const parsed = forwarded.safeParse(typeof content === 'string' ? jsonOrNull(content) : content)
  return parsed.success ? [parsed.data.originalMessageContent] : []
}

export function dialogAnswer(view: CardView, screen: Screen, surface: Surface): InvokeAnswer {
  const card = { contentType: 'application/vnd.microsoft.card.adaptive', content: view.card(screen, surface) }
  const value = { title: 'Pending Send', width: 'medium', height: 'medium', card }
  return { status: 200, body: { task: { type: 'continue', value } } }
}
