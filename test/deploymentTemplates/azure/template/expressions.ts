import { callsIn, isExpression, parseExpression } from '../expression/parse.js'

/** Every text in a value, keys included. */
export function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, item]) => [key, ...textsIn(item)])
}

export const expressionsIn = (value: unknown): readonly string[] => textsIn(value).filter(isExpression)

export const callsOf = (value: unknown) =>
  expressionsIn(value).flatMap(text => {
    try {
      return callsIn(parseExpression(text))
    } catch {
      return []
    }
  })

export function namesOf(value: unknown, kind: 'parameters' | 'variables'): ReadonlySet<string> {
  const calls = callsOf(value).filter(({ name }) => name.toLowerCase() === kind)
  return new Set(calls.flatMap(({ args: [first] }) => (first?.kind === 'literal' ? [String(first.value)] : [])))
}
