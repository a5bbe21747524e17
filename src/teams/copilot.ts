/**
 * Microsoft 365 Copilot speaks as Teams does, and names itself in an entity or behind the channel's name.
 * (channelIdSubChannel of @microsoft/agents-activity 1.8. UNCONFIRMED: which clients still send both names in one.)
 */
const PRODUCT = 'ProductInfo'
const COPILOT = 'COPILOT'
const IN_ONE = /^(msteams):(copilot)$/i

interface Named {
  readonly channelId: string
  readonly entities?: unknown[] | null | undefined
}

/** The activity with the channel and the product apart, so that the rest of the bot knows a single name of the channel. */
export function withProductApart<A extends Named>(activity: A): A {
  const names = IN_ONE.exec(activity.channelId)
  if (!names) return activity
  const entities = [...(activity.entities ?? []), { type: PRODUCT, id: COPILOT }]
  return { ...activity, channelId: 'msteams', entities }
}

export function isInCopilot({ channelId, entities }: Named): boolean {
  return channelId === 'msteams' && (entities ?? []).some(isCopilot)
}

function isCopilot(entity: unknown): boolean {
  if (typeof entity !== 'object' || entity === null) return false
  const { type, id } = entity as { readonly type?: unknown; readonly id?: unknown }
  return type === PRODUCT && typeof id === 'string' && id.toUpperCase() === COPILOT
}
