/** The server's answer to a click, to the beginning of a check, or to a look at a case: that of the bot to a click in Teams, and which case it is about. */
export interface PageAnswer {
  readonly type: string
  /** A card, or a sentence that leaves the card. */
  readonly value: CardJson | string
  readonly case?: { readonly id: string; readonly tag: string }
  /** One line for screen readers. */
  readonly summary: string
}

/** An Adaptive Card as JSON. */
export type CardJson = Readonly<Record<string, unknown>>

/** A pressed button: its verb, and what it carries together with what was typed. */
export interface PageClick {
  readonly verb: string
  readonly data: Readonly<Record<string, unknown>>
}

/** null: it is none, for example the page of a proxy. */
export function answerIn(body: unknown): PageAnswer | null {
  if (!isRecord(body) || typeof body.type !== 'string') return null
  const { type, value, summary } = body
  if (typeof value !== 'string' && !isRecord(value)) return null
  const about = isRecord(body.case) ? body.case : {}
  return {
    ...{ type, value, summary: typeof summary === 'string' ? summary : '' },
    ...(typeof about.id === 'string' && { case: { id: about.id, tag: String(about.tag ?? '') } }),
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
