/** https://learn.microsoft.com/azure/azure-resource-manager/templates/template-expressions, and the lambdas of portal forms. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'member'; readonly of: Expression; readonly key: Expression }
  | { readonly kind: 'lambda'; readonly parameters: readonly string[]; readonly body: Expression }

export class ExpressionError extends Error {}

/** Text in brackets is an expression; `[[` begins text that only looks like one. */
export function isExpression(text: string): boolean {
  return text.startsWith('[') && text.endsWith(']') && !text.startsWith('[[')
}

export function parseExpression(text: string): Expression {
  const tokens = tokensOf(text.slice(1, -1))
  const parser = new Parser(tokens, text)
  const expression = parser.expression()
  parser.end()
  return expression
}

const TOKEN = /\s*(?:('(?:[^']|'')*')|(-?\d+)|([A-Za-z_]\w*)|(=>)|([().,[\]]))/y

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = []
  let at = 0
  while (text.slice(at).trim() !== '') {
    TOKEN.lastIndex = at
    const match = TOKEN.exec(text)
    if (!match) throw new ExpressionError(`cannot be read from here on: ${text.slice(at)}`)
    tokens.push(match[0].trim())
    at = TOKEN.lastIndex
  }
  return tokens
}

class Parser {
  private at = 0
  constructor(
    private readonly tokens: readonly string[],
    private readonly text: string,
  ) {}

  end(): void {
    if (this.at < this.tokens.length) this.fail()
  }

  expression(): Expression {
    let result = this.first()
    for (;;) {
      if (this.take('.')) result = { kind: 'member', of: result, key: { kind: 'literal', value: this.next() } }
      else if (this.take('[')) {
        result = { kind: 'member', of: result, key: this.expression() }
        this.demand(']')
      } else return result
    }
  }

  private first(): Expression {
    if (this.tokens[this.at] === '(') return this.lambda()
    const token = this.next()
    if (token.startsWith("'")) return { kind: 'literal', value: token.slice(1, -1).replaceAll("''", "'") }
    if (/^-?\d/.test(token)) return { kind: 'literal', value: Number(token) }
    if (!/^[A-Za-z_]/.test(token)) this.fail()
    if (!this.take('(')) return { kind: 'name', name: token }
    return { kind: 'call', name: token, args: this.listUntil(')', () => this.expression()) }
  }

  private lambda(): Expression {
    this.demand('(')
    const parameters = this.listUntil(')', () => this.next())
    this.demand('=>')
    return { kind: 'lambda', parameters, body: this.expression() }
  }

  private listUntil<T>(end: string, item: () => T): readonly T[] {
    if (this.take(end)) return []
    const items = [item()]
    while (this.take(',')) items.push(item())
    this.demand(end)
    return items
  }

  private next(): string {
    const token = this.tokens[this.at]
    if (token === undefined) this.fail()
    this.at += 1
    return token as string
  }

  private take(token: string): boolean {
    if (this.tokens[this.at] !== token) return false
    this.at += 1
    return true
  }

  private demand(token: string): void {
    if (!this.take(token)) this.fail()
  }

  private fail(): never {
    throw new ExpressionError(`${this.text} does not end as an expression does`)
  }
}

/** Every function that is called in it, with its arguments. */
export function callsIn(expression: Expression): readonly Extract<Expression, { kind: 'call' }>[] {
  if (expression.kind === 'call') return [expression, ...expression.args.flatMap(callsIn)]
  if (expression.kind === 'member') return [...callsIn(expression.of), ...callsIn(expression.key)]
  if (expression.kind === 'lambda') return callsIn(expression.body)
  return []
}
