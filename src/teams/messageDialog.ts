import { z } from 'zod'
import type { Screen } from '../app/ports.js'
import type { Surface } from '../domain/case/case.js'
import type { InvokeAnswer } from './channelAdapter.js'
import type { CardView } from './posting/cardMessage.js'

/** "Diagnose this message" in the menu of a message. https://learn.microsoft.com/microsoftteams/platform/messaging-extensions/how-to/action-commands/define-action-command */
export const DIAGNOSE_MESSAGE = { invoke: 'composeExtension/fetchTask', command: 'diagnoseMessage' } as const

const request = z.looseObject({
  commandId: z.literal(DIAGNOSE_MESSAGE.command),
  messagePayload: z.looseObject({ body: z.looseObject({ content: z.string() }) }),
})

/** The message that somebody chose; null: this is not a request to diagnose one. */
export function chosenMessage(value: unknown): string | null {
  const parsed = request.safeParse(value)
  return parsed.success ? parsed.data.messagePayload.body.content : null
}

export function dialogAnswer(view: CardView, screen: Screen, surface: Surface): InvokeAnswer {
  const card = { contentType: 'application/vnd.microsoft.card.adaptive', content: view.card(screen, surface) }
  const value = { title: 'Pending Send', width: 'medium', height: 'medium', card }
  return { status: 200, body: { task: { type: 'continue', value } } }
}
