import { z } from 'zod'

const text = z.string().min(1)

/** The only channel whose tenant and object ids come from Entra: on any other, a sender could claim any id. */
export const VERIFIES_PEOPLE = 'msteams'

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
  recipient: z.looseObject({ id: text, name: z.string().nullish(), isTargeted: z.boolean().nullish() }),
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

/** What the person wrote: without mentions of the bot, with the character references of Teams resolved. */
export function textOf(activity: Activity): string {
  const text = resolveReferences(withoutMentions(activity)).trim()
  // A slash command is a message that nobody else sees. UNCONFIRMED: whether its text begins with the slash.
  return activity.recipient.isTargeted ? text.replace(/^\//, '').trimStart() : text
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
