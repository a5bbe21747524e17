/** One object of a card, of whatever type. */
export interface Node {
  readonly type?: string
  readonly [property: string]: unknown
}

/** Elements that only Teams knows. Every other client draws the fallback. */
export const TEAMS_ONLY: readonly string[] = ['Chart.Donut', 'Chart.HorizontalBar']

/** Every object of a card, the card itself first. */
export function nodesOf(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesOf)
  if (typeof value !== 'object' || value === null) return []
  return [value as Node, ...Object.values(value).flatMap(nodesOf)]
}

/** Every string that a card shows or speaks; the payloads of buttons are not among them. */
export function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(textsOf)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => (name === 'data' ? [] : textsOf(inner)))
}

/** The card without its texts: the part that no text may change. */
export function skeletonOf(value: unknown): unknown {
  if (typeof value === 'string') return ''
  if (Array.isArray(value)) return value.map(skeletonOf)
  if (typeof value !== 'object' || value === null) return value
  const kept = ['type', 'style', 'color', 'url', 'verb', 'id', 'size']
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, kept.includes(name) ? inner : skeletonOf(inner)]),
  )
}
