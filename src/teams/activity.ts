import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import type { Incoming } from '../app/ports.js'
import type { Surface } from '../domain/case/case.js'
import { isGuid } from '../domain/guid.js'
import { isInCopilot } from './copilot.js'

const text = z.string().min(1)

/** The only channel whose tenant and object ids come from Entra: on any other, a sender could claim any id. */
const VERIFIES_PEOPLE = 'msteams'

/** Far more members, attachments or mentions than a Teams activity has. */
const MOST_ITEMS = 1_000

const envelope = z.looseObject({
  type: text,
  id: z.string().nullish(),
  channelId: text,
  serviceUrl: z.url({ protocol: /^https?$/ }),
  conversation: z.looseObject({
    id: text,
    isGroup: z.boolean().nullish(),
    conversationType: z.string().nullish(),
    tenantId: z.string().nullish(),
  }),
  from: z.looseObject({
    id: text,
    name: z.string().nullish(),
    aadObjectId: z.string().nullish(),
    tenantId: z.string().nullish(),
  }),
  recipient: z.looseObject({ id: text, name: z.string().nullish() }),
  text: z.string().nullish(),
  name: z.string().nullish(),
  action: z.string().nullish(),
  locale: z.string().nullish(),
  replyToId: z.string().nullish(),
  membersAdded: z
    .array(z.looseObject({ id: z.string() }))
    .max(MOST_ITEMS)
    .nullish(),
  attachments: z
    .array(z.looseObject({ contentType: z.string() }))
    .max(MOST_ITEMS)
    .nullish(),
  entities: z.array(z.unknown()).max(MOST_ITEMS).nullish(),
  value: z.unknown().optional(),
  channelData: z.unknown().optional(),
})

/** An activity in our own shape: the adapter alone knows that of an SDK. */
export type Activity = z.infer<typeof envelope>

const mention = z.looseObject({
  type: z.literal('mention'),
  mentioned: z.looseObject({ id: z.string() }),
  text,
})
const tenant = z.looseObject({ tenant: z.looseObject({ id: text }) })

interface Tenanted {
  readonly conversation: { readonly tenantId?: string | null | undefined }
  readonly from?: { readonly tenantId?: string | null | undefined }
  readonly channelData?: unknown
}

/** What the bot reads of an activity (Bot Framework activity schema 3.1). Any other property is accepted and ignored. */
const schema = envelope.refine(activity => tenantsOf(activity).length <= 1, {
  path: ['conversation.tenantId'],
  message: 'The activity names two tenants',
})

/** The names of missing or wrong properties, for the answer to a client; empty: the body is an activity. */
export function faultsOf(body: unknown): string[] {
  const parsed = schema.safeParse(body)
  return parsed.success ? [] : parsed.error.issues.map(issue => issue.path.join('.') || 'the body')
}

export function isActivity(body: unknown): body is Activity {
  return faultsOf(body).length === 0
}

/** Who acts and where. Call it only for an activity whose token was validated, because the channel then vouches for these ids. */
export function incomingOf(activity: Activity): Incoming {
  const { from, channelId } = activity
  const tenantId = tenantOf(activity)
  const aadObjectId = channelId === VERIFIES_PEOPLE ? guidOrNull(from.aadObjectId) : null
  return {
    by: { id: from.id, name: from.name ?? '', channelId, tenantId, aadObjectId },
    surface: surfaceOf(activity, tenantId),
    ...(activity.id && { activity: activity.id }),
  }
}

/** Where the activity came from. A click names the message that carries its card in `replyToId`. */
function surfaceOf(activity: Activity, tenantId: string | null): Surface {
  const { channelId, conversation, recipient, serviceUrl, replyToId } = activity
  const clicked = activity.type === 'invoke' || isSubmit(activity)
  return {
    audience: 'user',
    channelId,
    // In a Teams channel the id ends with `;messageid=…`, which identifies the thread: replies sent to it stay in that thread.
    conversationId: conversation.id,
    conversationType: conversationTypeOf(activity),
    serviceUrl,
    tenantId,
    botId: recipient.id,
    botName: recipient.name ?? '',
    locale: localeOf(activity),
    // Web Chat renders schema 1.6 without Action.Execute; only Teams (and the Playground, which speaks as Teams) has it.
    execute: channelId === VERIFIES_PEOPLE,
    ...(isInCopilot(activity) && { immutable: true as const }),
    ...(clicked && replyToId && { activityId: replyToId }),
  }
}

function conversationTypeOf({ channelId, conversation }: Activity): Surface['conversationType'] {
  const { conversationType, isGroup } = conversation
  if (conversationType === 'personal' || conversationType === 'groupChat' || conversationType === 'channel') {
    return conversationType
  }
  // A thread of several people; a chat with only the bot begins with `a:`. UNCONFIRMED: whether the type is ever left out.
  const isShared = channelId === VERIFIES_PEOPLE && conversation.id.startsWith('19:')
  return isGroup || isShared ? 'groupChat' : 'personal'
}

/** The acting person's tenant, in lower case; null: the channel does not vouch for one. */
export function tenantOf(activity: Pick<Activity, 'channelId' | 'conversation' | 'channelData'>): string | null {
  return activity.channelId === VERIFIES_PEOPLE ? (tenantsOf(activity)[0] ?? null) : null
}

/** Teams gives the tenant twice, and sometimes the person's tenant as well. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages */
function tenantsOf({ conversation, from, channelData }: Tenanted): readonly string[] {
  const inChannelData = tenant.safeParse(channelData)
  const tenants = [conversation.tenantId, from?.tenantId, inChannelData.success ? inChannelData.data.tenant.id : null]
  return [...new Set(tenants.flatMap(id => (id ? [id.toLowerCase()] : [])))]
}

const DEFAULT_LOCALE = 'en-US'
/** Real ones are shorter; longer ones would fill the memory. */
const LONGEST_LOCALE = 50
/** Canonical names, by what channels say. Finding one takes as long as everything else here together. */
const locales = new LRUCache<string, string>({ max: 1_000, memoMethod: canonical })

function canonical(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? DEFAULT_LOCALE
  } catch {
    return DEFAULT_LOCALE
  }
}

function localeOf({ locale }: Activity): string {
  if (!locale) return DEFAULT_LOCALE
  return locale.length > LONGEST_LOCALE ? canonical(locale) : locales.memo(locale)
}

/** The Playground's built-in users, for one, have 13 digits in the last group. */
function guidOrNull(id: string | null | undefined): string | null {
  return id && isGuid(id) ? id.toLowerCase() : null
}

/** What the person wrote: without mentions of the bot, with the character references of Teams resolved. */
export function textOf(activity: Activity): string {
  return resolveReferences(withoutMentions(activity)).trim()
}

/** The most spellings of the bot's name that are looked for: each one is a search through the whole text. */
const MOST_NAMES = 20

/** As TurnContext.removeRecipientMention, which takes away only the first one and throws at a mention without a text. */
function withoutMentions(activity: Activity): string {
  const mentions = (activity.entities ?? []).flatMap(entity => {
    const parsed = mention.safeParse(entity)
    return parsed.success && parsed.data.mentioned.id === activity.recipient.id ? [parsed.data.text] : []
  })
  const names = [...new Set(mentions)].filter(name => name.trim() !== '').slice(0, MOST_NAMES)
  return names.reduce((rest, name) => rest.replaceAll(name, ' '), activity.text ?? '')
}

const named: Readonly<Record<string, string>> = { nbsp: ' ', amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** One pass, so that `&amp;lt;` becomes `&lt;` and no further. */
function resolveReferences(written: string): string {
  return written.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(nbsp|amp|lt|gt|quot|apos));/gi, (whole, dec, hex, name) => {
    if (name) return named[name.toLowerCase()] ?? whole
    const code = Number.parseInt(dec ?? hex, dec ? 10 : 16)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}

/** A button pressed in a client without Action.Execute: the card's payload arrives as a message without text. */
export function isSubmit(activity: Activity): boolean {
  return activity.type === 'message' && !activity.text && activity.value !== undefined && activity.value !== null
}
