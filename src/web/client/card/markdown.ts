import { escaped } from '../htmlText.js'

/**
 * The Markdown that cards may have, as HTML: bold, italic, links, lists, line breaks. Everything else is text. What is put out
 * consists of our own tags and of escaped text, whatever comes in.
 * https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format
 */
export function htmlOf(markdown: string): string {
  const blocks: Block[] = []
  for (const line of markdown.split(/\r\n|\r|\n/)) {
    const item = itemIn(line)
    const last = blocks.at(-1)
    if (item && last?.tag === item.tag) last.lines.push(inlineOf(item.text))
    else if (item) blocks.push({ tag: item.tag, lines: [inlineOf(item.text)] })
    else if (line.trim() === '') blocks.push({ tag: 'p', lines: [] })
    else if (last?.tag === 'p') last.lines.push(inlineOf(line))
    else blocks.push({ tag: 'p', lines: [inlineOf(line)] })
  }
  return blocks
    .filter(({ lines }) => lines.length > 0)
    .map(({ tag, lines }) => {
      const inside = tag === 'p' ? lines.join('<br>') : lines.map(line => `<li>${line}</li>`).join('')
      const hidden = isBar(lines) ? ' aria-hidden="true"' : ''
      return `<${tag}${hidden}>${inside}</${tag}>`
    })
    .join('')
}

/** A bar of dots has its numbers beside it: read out, it is ten times the name of a sign. */
function isBar(lines: readonly string[]): boolean {
  return lines.every(line => /^[●○]+$/.test(line))
}

interface Block {
  readonly tag: 'p' | 'ul' | 'ol'
  readonly lines: string[]
}

function itemIn(line: string): { tag: 'ul' | 'ol'; text: string } | null {
  const text = line.trimStart()
  if (/^[-*+] /.test(text)) return { tag: 'ul', text: text.slice(2).trim() }
  const number = /^\d{1,3}[.)] /.exec(text)
  return number ? { tag: 'ol', text: text.slice(number[0].length).trim() } : null
}

/** What a backslash makes plain text: https://spec.commonmark.org/0.31.2/#backslash-escapes */
const PUNCTUATION = /[!-/:-@[-`{-~]/

/** Longer texts are not searched for marks: the time that this takes would grow with the square of their length. */
const LONGEST = 5_000

function inlineOf(text: string): string {
  if (text.length > LONGEST) return escaped(text)
  let html = ''
  for (let i = 0; i < text.length; ) {
    const found = markAt(text, i)
    html += found ? found.html : escaped(text.charAt(i))
    i = found ? found.end : i + 1
  }
  return html
}

interface Found {
  readonly html: string
  /** Where the text goes on. */
  readonly end: number
}

function markAt(text: string, at: number): Found | null {
  const sign = text.charAt(at)
  if (sign === '\\') {
    const next = text.charAt(at + 1)
    return next && PUNCTUATION.test(next) ? { html: escaped(next), end: at + 2 } : null
  }
  if (sign === '[') return linkAt(text, at)
  if (sign !== '*' && sign !== '_') return null
  return text.startsWith(sign.repeat(2), at)
    ? emphasisAt(text, at, { mark: sign.repeat(2), tag: 'strong' })
    : emphasisAt(text, at, { mark: sign, tag: 'em' })
}

/** Within a word, an underscore is part of it. */
function emphasisAt(text: string, at: number, { mark, tag }: { mark: string; tag: string }): Found | null {
  const from = at + mark.length
  const end = closing(text, from, mark)
  if (end <= from || /\s/.test(text.charAt(from)) || /\s/.test(text.charAt(end - 1))) return null
  const isWord = (i: number) => /[\p{L}\p{N}]/u.test(text.charAt(i))
  if (mark.startsWith('_') && (isWord(at - 1) || isWord(end + mark.length))) return null
  return { html: `<${tag}>${inlineOf(text.slice(from, end))}</${tag}>`, end: end + mark.length }
}

function linkAt(text: string, at: number): Found | null {
  const middle = closing(text, at + 1, '](')
  const end = middle < 0 ? -1 : text.indexOf(')', middle)
  const address = text.slice(middle + 2, end)
  if (end < 0 || !isSafe(address)) return null
  const label = inlineOf(text.slice(at + 1, middle).replaceAll('[', '\\['))
  return { html: `<a href="${escaped(address)}" rel="noopener noreferrer">${label}</a>`, end: end + 1 }
}

/** Where `mark` is next, unless a backslash is before it; -1: nowhere. */
function closing(text: string, from: number, mark: string): number {
  for (let i = from; i < text.length; i += 1) {
    if (text.charAt(i) === '\\') i += 1
    else if (text.startsWith(mark, i)) return i
  }
  return -1
}

function isSafe(address: string): boolean {
  if (/[\s<>"\\]/.test(address) || !/^(?:https?:\/\/|mailto:)/i.test(address)) return false
  return URL.canParse(address)
}
