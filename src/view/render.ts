import { Template } from 'adaptivecards-templating'
import type { Surface } from '../domain/case/case.js'
import type { Strings } from './wordings.js'

/** The view's templates, strings and pictures; the composition root reads them from the folder cards. */
export interface CardLibrary {
  /** By file name without .json: welcome, intake, progress, diagnosis, outcome, notice. */
  readonly templates: Readonly<Record<string, unknown>>
  /** By locale. */
  readonly strings: Readonly<Record<string, Strings>>
  /** The existing pictures: `senderConsent/1` for cards/images/senderConsent/1.png. */
  readonly pictures: readonly string[]
}

export type Render = (template: string, data: object, surface: Surface) => object

/**
 * Templates are parsed once and then only bound to data: the engine does not evaluate the result of a binding, so text in
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

/** Where the channel does not support Action.Execute, its fallback replaces it. */
function withoutExecute(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutExecute)
  if (typeof node !== 'object' || node === null) return node
  if ('type' in node && node.type === 'Action.Execute' && 'fallback' in node) return node.fallback
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, withoutExecute(value)]))
}

/** The size in bytes of a card as it is sent. */
export function sizeOf(card: object): number {
  return new TextEncoder().encode(JSON.stringify(card)).length
}
