type Method = (this: unknown, ...args: unknown[]) => unknown

/** What one call looks at: known before it, or only by its result. */
type Cost = (self: unknown, args: readonly unknown[]) => number | ((result: unknown) => number)

const whole: Cost = self => String(self).length

/** From where it begins up to where it finds. */
const upToFound: Cost = (self, [, from]) => {
  const left = String(self).length - Number(from ?? 0)
  return at => (Number(at) < 0 ? left : Number(at) - Number(from ?? 0) + 1)
}

const matched: Cost = (self, [text]) => {
  const expression = self as RegExp
  const { length } = String(text)
  if (!expression.global && !expression.sticky) return length
  const from = expression.lastIndex
  return () => (expression.lastIndex === 0 ? length : expression.lastIndex) - from
}

const STRING_METHODS: Readonly<Record<string, Cost>> = {
  replace: whole,
  replaceAll: whole,
  match: whole,
  search: whole,
  split: whole,
  toLowerCase: whole,
  trim: whole,
  includes: whole,
  indexOf: upToFound,
  charAt: () => 1,
  charCodeAt: () => 1,
  startsWith: (self, [start]) => Math.min(String(self).length, String(start).length),
}

/** Pieces that are put together. */
const joined: Cost = (_self, [pieces]) => (pieces as readonly Uint8Array[]).reduce((sum, { length }) => sum + length, 0)

/**
 * How many characters `run` looks at, and bytes it joins, counted where they are handed to the engine: the same on every
 * machine. Not counted is what an expression does beyond one pass over its text; test/symptoms/linear.test.ts looks at the expressions.
 */
export function workOf(run: () => void): number {
  let count = 0
  const undo: (() => void)[] = []
  const watch = (on: object, name: string, cost: Cost) => {
    const original = Reflect.get(on, name) as Method
    const put = (value: Method) => Reflect.defineProperty(on, name, { value, writable: true, configurable: true })
    put(function (...args) {
      const known = cost(this, args)
      const result = original.apply(this, args)
      count += typeof known === 'number' ? known : known(result)
      return result
    })
    undo.push(() => put(original))
  }
  for (const [name, cost] of Object.entries(STRING_METHODS)) watch(String.prototype, name, cost)
  for (const name of ['exec', 'test']) watch(RegExp.prototype, name, matched)
  watch(Buffer, 'concat', joined)
  watch(Object.getPrototypeOf(Uint8Array.prototype), 'set', (_self, [piece]) => (piece as Uint8Array).length)
  try {
    run()
  } finally {
    for (const restore of undo) restore()
  }
  return count
}
