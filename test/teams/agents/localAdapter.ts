import type { BotAuth } from '../../../src/teams/adapter.js'
import { AgentsAdapter } from './adapter.js'

/** Takes the place of TeamsAdapter in a bot that is built on the Agents SDK; tests run that in local mode. */
export class LocalAdapter extends AgentsAdapter {
  constructor(auth: BotAuth | null, tokenServiceUrl: string | null = null) {
    if (auth) throw new Error('This build knows no tokens of the bot')
    super({ auth, tokenServiceUrl, tokenOf: async () => '' })
  }
}
