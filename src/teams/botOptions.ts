import type { App, Log, Screen } from '../app/ports.js'
import type { Activity } from './activity.js'
import { type CardView, NOTICES } from './posting/cardMessage.js'
import type { TeamsMessenger } from './posting/teamsMessenger.js'
import type { SignIn } from './signIn/signIn.js'

export interface BotOptions {
  readonly app: App
  readonly messenger: TeamsMessenger
  readonly view: CardView
  readonly log: Log
  /** Files may be fetched from this machine. */
  readonly local: boolean
  /** null: nobody can sign in. */
  readonly signIn: SignIn | null
  /** Receives work that continues after the turn, so that closing can wait for it. */
  readonly underWay: (work: Promise<unknown>) => void
  /** To be called when the person gets an apology. */
  readonly turnFailed: () => void
}

export const failed: Screen = { kind: 'notice', message: { key: NOTICES.failed } }

export function reportTurnFailure(
  { log, turnFailed }: Pick<BotOptions, 'log' | 'turnFailed'>,
  { type, channelId, id }: Activity,
  error: unknown,
): void {
  turnFailed()
  log.error({ err: error, type, channelId, activityId: id }, 'A turn failed')
}
