/** The application that the bot is in Entra. It keeps and renews its tokens itself. */
export interface BotApplication {
  /** A token that is good for a while. */
  token(scope: string): Promise<string>
  /** The token was refused: it is not handed out again. */
  forget(scope: string, token: string): void
}

/** What the tokens for the channel and for its token service are for. */
export const CHANNEL_SCOPE = 'https://api.botframework.com/.default'
