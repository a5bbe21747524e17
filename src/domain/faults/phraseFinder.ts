/** Finds all phrases in a text in one pass, however many phrases there are (Aho and Corasick, 1975). */
export interface PhraseFinder {
  /** Calls `found` for every occurrence of every phrase, with the index of the phrase and the position of its end. */
  scan(text: string, found: (phrase: number, end: number) => void): void
}

interface Node {
  readonly next: Map<number, number>
  /** The node of the longest suffix of this node's text that is also the beginning of a phrase. */
  fallback: number
  /** Phrases that end here. */
  ends: readonly number[]
}

export function createPhraseFinder(phrases: readonly string[]): PhraseFinder {
  const { nodes, order } = nodesOf(phrases)
  const letters = new Map([...new Set(phrases.join(''))].map((letter, at) => [letter.charCodeAt(0), at + 1]))
  const width = letters.size + 1
  const moves = movesOf({ nodes, order, letters, width })
  const classes = new Uint8Array(0x10000)
  for (const [code, number] of letters) classes[code] = number
  return {
    // Every letter of every log passes this loop, so a letter that ends no phrase costs no list access and no multiplication.
    scan(text, found) {
      let at = 0
      for (let index = 0; index < text.length; index++) {
        at = moves[at + (classes[text.charCodeAt(index)] as number)] as number
        if (at >= 0) continue
        at = ~at
        for (const phrase of nodes[at / width]?.ends ?? []) found(phrase, index + 1)
      }
    },
  }
}

/** Tests cheaply whether a text needs a closer look: it contains one of these ASCII phrases, in any case, or a letter beyond ASCII. */
export function createSieve(phrases: readonly string[]): (text: string) => boolean {
  const { nodes, order } = nodesOf(phrases.map(phrase => phrase.toLowerCase()))
  const letters = new Map(Array.from({ length: ASCII }, (_, code) => [code, code]))
  const moves = movesOf({ nodes, order, letters, width: ASCII })
  for (let code = 0; code < ASCII; code++) {
    const lower = String.fromCharCode(code).toLowerCase().charCodeAt(0)
    for (let at = code; at < moves.length; at += ASCII) moves[at] = moves[at - code + lower] as number
  }
  return text => {
    let at = 0
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index)
      if (code >= ASCII) return true
      at = moves[at + code] as number
      if (at < 0) return true
    }
    return false
  }
}

const ASCII = 128

interface Tree {
  readonly nodes: readonly Node[]
  readonly order: readonly number[]
  readonly letters: ReadonlyMap<number, number>
  readonly width: number
}

/** A row of moves for every node. A move is the start of the next node's row, or its complement (~) if phrases end at that node. */
function movesOf({ nodes, order, letters, width }: Tree): Int32Array {
  const moves = new Int32Array(nodes.length * width)
  for (const at of order) {
    const node = nodes[at]
    if (!node) continue
    // The fallback supplies the moves that a node lacks. It is nearer to the root, so its row is complete already.
    if (at !== 0) moves.copyWithin(at * width, node.fallback * width, (node.fallback + 1) * width)
    for (const [code, to] of node.next) {
      const row = to * width
      moves[at * width + (letters.get(code) ?? 0)] = nodes[to]?.ends.length ? ~row : row
    }
  }
  return moves
}

/** The tree of the phrases, and its nodes level by level. */
function nodesOf(phrases: readonly string[]): { nodes: readonly Node[]; order: readonly number[] } {
  const nodes: Node[] = [{ next: new Map(), fallback: 0, ends: [] }]
  for (const [number, phrase] of phrases.entries()) {
    const last = nodes[grow(nodes, phrase)]
    if (last) last.ends = [...last.ends, number]
  }
  const order = [0]
  for (const at of order) {
    for (const [code, to] of nodes[at]?.next ?? []) {
      order.push(to)
      if (at !== 0) fallBack(nodes, { from: nodes[at]?.fallback ?? 0, code, to })
    }
  }
  return { nodes, order }
}

/** Adds a phrase to the tree, and returns the node where it ends. */
function grow(nodes: Node[], phrase: string): number {
  let at = 0
  for (let index = 0; index < phrase.length; index++) {
    const code = phrase.charCodeAt(index)
    const next = nodes[at]?.next
    const to = next?.get(code) ?? nodes.push({ next: new Map(), fallback: 0, ends: [] }) - 1
    next?.set(code, to)
    at = to
  }
  return at
}

function fallBack(nodes: Node[], { from, code, to }: { from: number; code: number; to: number }): void {
  let at = from
  while (at !== 0 && !nodes[at]?.next.has(code)) at = nodes[at]?.fallback ?? 0
  const node = nodes[to]
  const fallback = nodes[at]?.next.get(code) ?? 0
  if (!node || fallback === to) return
  node.fallback = fallback
  node.ends = [...node.ends, ...(nodes[fallback]?.ends ?? [])]
}
