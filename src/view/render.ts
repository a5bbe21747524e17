import { Template } from 'adaptivecards-templating'
import type { Surface } from '../domain/case/case.js'
import type { Strings } from './wordings.js'

/** What the view is built of; read from the folder cards by the composition root. */
export interface CardLibrary {
  /** By file name without .json: welcome, intake, progress, diagnosis, outcome, notice. */
  readonly templates: Readonly<Record<string, unknown>>
  /** By locale. */
  readonly strings: Readonly<Record<string, Strings>>
  /** The pictures there are: `senderConsent/1` for cards/images/senderConsent/1.png. */
  readonly pictures: readonly string[]
}

export type Render = (template: string, data: object, surface: Surface) => object

/**
 * Templates are parsed once and only ever bound to data: the engine does not evaluate what a binding gave, so text in
 * `data` cannot become an expression. (adaptivecards-templating 2.3)
 */
export function createRender(templates: CardLibrary['templates']): Render {
  const parsed = new Map(Object.entries(templates).map(([name, json]) => [name, new Template(json)]))
  return (name, data, surface) => {
    const template = parsed.get(name)
    if (!template) throw new Error(`cards/${name}.json is missing`)
    const card: unknown = template.expand({ $root: data })
    return asObject(surface.execute ? card : withoutExecute(card))
  }
}

function asObject(card: unknown): object {
  if (typeof card === 'object' && card !== null) return card
  throw new Error('A card template has to be an object')
}

/** Where the channel does not speak Action.Execute, what it falls back to takes its place. */
function withoutExecute(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutExecute)
  if (typeof node !== 'object' || node === null) return node
  if ('type' in node && node.type === 'Action.Execute' && 'fallback' in node) return node.fallback
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, withoutExecute(value)]))
}

/** Bytes of a card as it is sent. */
export function sizeOf(card: object): number {
  return new TextEncoder().encode(JSON.stringify(card)).length
}
