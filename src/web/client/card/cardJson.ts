import { type CardJson, isRecord } from '../pageAnswer.js'

/** A field of a card: the same question has the same name and label, whatever else has changed. */
export function fieldOf({ id, label }: { readonly id: unknown; readonly label: unknown }): string {
  return `${String(id)}|${typeof label === 'string' ? label : ''}`
}

/** The card, with what `draftOf` knows in its fields. */
export function withDrafts<T>(node: T, draftOf: (field: string) => string | null): T {
  if (Array.isArray(node)) return node.map(inner => withDrafts(inner, draftOf)) as T
  if (!isRecord(node)) return node
  const copy: Record<string, unknown> = {}
  for (const [name, inner] of Object.entries(node)) copy[name] = withDrafts(inner, draftOf)
  const draft = isInput(node) ? draftOf(fieldOf({ id: node.id, label: labelOf(node) })) : null
  if (draft !== null) copy.value = draft
  return copy as T
}

/** What each field has before somebody types. */
export function valuesIn(card: CardJson): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit)
    if (!isRecord(node)) return
    if (isInput(node)) values.set(fieldOf({ id: node.id, label: labelOf(node) }), firstValueOf(node))
    Object.values(node).forEach(visit)
  }
  visit(card)
  return values
}

function isInput({ type, id }: CardJson): boolean {
  return typeof type === 'string' && type.startsWith('Input.') && typeof id === 'string'
}

/** A toggle is asked by its title. */
function labelOf({ label, title }: CardJson): unknown {
  return label ?? title
}

function firstValueOf({ type, value, valueOff }: CardJson): string {
  if (type === 'Input.Toggle') return String(value ?? valueOff ?? 'false')
  return value === undefined || value === null ? '' : String(value)
}

/** Whether the bot works on the case: then its card asks to be refreshed. */
export function isUnderWay(card: CardJson): boolean {
  return 'refresh' in card
}

/** The parts of a card that are one tap away, by the titles of their buttons. */
export function foldedIn(card: CardJson): readonly { readonly title: string; readonly card: CardJson }[] {
  const found: { title: string; card: CardJson }[] = []
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit)
    if (!isRecord(node)) return
    if (node.type === 'Action.ShowCard' && isRecord(node.card)) {
      found.push({ title: String(node.title ?? ''), card: node.card })
    }
    for (const [name, inner] of Object.entries(node)) if (name !== 'fallback') visit(inner)
  }
  visit(card)
  return found
}
