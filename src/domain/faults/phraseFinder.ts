/** Where phrases stand in a text: all phrases in one pass over it, however many they are (Aho and Corasick, 1975). */
export interface PhraseFinder {
  /** Calls `found` for every place of every phrase, with the number of the phrase and where it ends. */
  scan(text: string, found: (phrase: number, end: number) => void): void
}

interface Node {
  readonly next: Map<number, number>
  /** The node of the longest end of this node's text that begins a phrase too. */
  fallback: number
  /** Phrases that end here. */
  ends: readonly number[]
}

export function createPhraseFinder(phrases: readonly string[]): PhraseFinder {
  const { nodes, order } = nodesOf(phrases)
  const letters = new Map([...new Set(phrases.join(''))].map((letter, at) => [letter.charCodeAt(0), at + 1]))
  const width = letters.size + 1
  const moves = new Int32Array(nodes.length * width)
  for (const at of order) {
    const node = nodes[at]
    if (!node) continue
    // What a node does not know, its fallback does: it is nearer to the root, so its moves are complete.
    if (at !== 0) moves.copyWithin(at * width, node.fallback * width, (node.fallback + 1) * width)
    for (const [code, to] of node.next) moves[at * width + (letters.get(code) ?? 0)] = to
  }
  const classes = new Uint8Array(0x10000)
  for (const [code, number] of letters) classes[code] = number
  const ends = nodes.map(node => node.ends)
  return {
    scan(text, found) {
      let at = 0
      for (let index = 0; index < text.length; index++) {
        at = moves[at * width + (classes[text.charCodeAt(index)] ?? 0)] ?? 0
        if (at !== 0) for (const phrase of ends[at] ?? []) found(phrase, index + 1)
      }
    },
  }
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

/** Adds a phrase to the tree; the node that it ends at. */
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
