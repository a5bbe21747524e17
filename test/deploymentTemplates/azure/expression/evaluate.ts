import { type Expression, ExpressionError, isExpression, parseExpression } from './parse.js'

export type Value = unknown
type Lambda = (...args: readonly Value[]) => Value
/** A function gets its arguments unevaluated: `if` evaluates only one of its two. */
export type Functions = Readonly<Record<string, (...args: readonly (() => Value)[]) => Value>>

/** Evaluates the text, if it is an expression. */
export function evaluateText(text: string, functions: Functions): Value {
  if (!isExpression(text)) return text.startsWith('[[') ? text.slice(1) : text
  return evaluate(parseExpression(text), functions, {})
}

/** Evaluates all texts of a JSON value, including the keys of its objects. */
export function evaluateAll(value: Value, functions: Functions): Value {
  if (typeof value === 'string') return evaluateText(value, functions)
  if (Array.isArray(value)) return value.map(item => evaluateAll(item, functions))
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).map(([key, item]) => [
    evaluateText(key, functions),
    evaluateAll(item, functions),
  ])
  return Object.fromEntries(entries)
}

function evaluate(expression: Expression, functions: Functions, names: Readonly<Record<string, Value>>): Value {
  switch (expression.kind) {
    case 'literal':
      return expression.value
    case 'name':
      if (!Object.hasOwn(names, expression.name)) throw new ExpressionError(`${expression.name} stands for nothing`)
      return names[expression.name]
    case 'lambda': {
      const { parameters, body } = expression
      const lambda: Lambda = (...args) =>
        evaluate(body, functions, { ...names, ...Object.fromEntries(parameters.map((name, i) => [name, args[i]])) })
      return lambda
    }
    case 'member':
      return memberOf(evaluate(expression.of, functions, names), evaluate(expression.key, functions, names))
    case 'call': {
      const run = functions[expression.name.toLowerCase()]
      if (!run) throw new ExpressionError(`there is no function ${expression.name}`)
      return run(...expression.args.map(arg => () => evaluate(arg, functions, names)))
    }
  }
}

function memberOf(value: Value, key: Value): Value {
  const found = value !== null && typeof value === 'object' ? Object.entries(value) : []
  const entry = found.find(([name]) => name.toLowerCase() === String(key).toLowerCase())
  if (!entry) throw new ExpressionError(`there is no ${String(key)} in ${JSON.stringify(value)}`)
  return entry[1]
}
