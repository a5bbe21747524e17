import type { Surface } from '../domain/case/case.js'
import type { Env } from './variables.js'

/** Where the Bot Connector of Teams is for messages that nobody asked for. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages */
const SERVICE_URL = 'https://smba.trafficmanager.net/teams/'

interface Bot {
  readonly appId: string
  readonly tenantId: string
}

/** The channel that HELPDESK_CONVERSATION names, in place of the one that was chosen in Teams; null: it names none. */
export function readHelpdeskChannel(env: Env, bot: Bot | null, faults: string[]): Surface | null {
  const conversationId = env.HELPDESK_CONVERSATION?.trim()
  if (!conversationId) return null
  if (!/^19:[\w.=-]+@thread\.(?:tacv2|skype)$/.test(conversationId)) {
    faults.push(
      'HELPDESK_CONVERSATION is no channel: it begins with 19: and ends with @thread.tacv2. Copy it from "Get link to channel" in Teams, decoded; or leave it out, and say "use this channel for triage" there',
    )
  } else if (!bot) {
    faults.push(
      'HELPDESK_CONVERSATION needs MicrosoftAppId: in local mode leave it out, and say "use this channel for triage" in the channel',
    )
  } else if (!env.HELPDESK_MEMBERS?.trim()) {
    faults.push('HELPDESK_CONVERSATION needs HELPDESK_MEMBERS: otherwise nobody may take the checks that come there')
  }
  return {
    audience: 'helpdesk',
    channelId: 'msteams',
    conversationId,
    conversationType: 'channel',
    serviceUrl: SERVICE_URL,
    tenantId: bot?.tenantId || null,
    botId: `28:${bot?.appId ?? ''}`,
    botName: 'Pending Send',
    locale: 'en-US',
    execute: true,
  }
}
