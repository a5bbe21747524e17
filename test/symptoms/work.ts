type Method = (this: unknown, ...args: unknown[]) => unknown

/** How many characters one call reads: known beforehand, or only from its result. */
type Cost = (self: unknown, args: readonly unknown[]) => number | ((result: unknown) => number)

const whole: Cost = self => String(self).length

/** From the start position to the match. */
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

/** The total length of the joined pieces. */
const joined: Cost = (_self, [pieces]) => (pieces as readonly Uint8Array[]).reduce((sum, { length }) => sum + length, 0)

/**
 * How many characters `run` reads and how many bytes it joins, counted at the calls to the engine, so the same on every
 * machine. It does not count backtracking within an expression; test/symptoms/linear.test.ts analyses the expressions.
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
