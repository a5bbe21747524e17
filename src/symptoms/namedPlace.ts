import { withoutAddresses } from '../domain/address.js'

/** A place, and the text around it. */
interface Placed {
  /** What the text calls the organization; null: it names none. */
  readonly place: string | null
  readonly others: string
}

const IN = ' in '
const LONGEST = 100
/** What surrounds the name of an organization. */
const FIRST: readonly string[] = ['the', 'our', 'org', 'organization', 'organisation', 'environment', 'instance']
const LAST: readonly string[] = [...FIRST.slice(2), 'please', 'pls', 'thanks', 'thx', 'now', 'thank', 'you']

/**
 * What stands behind "in" in a request to check addresses: nothing else can be meant. More addresses may follow; but where a second
 * place follows, both are one name that nobody has, so that no address is checked in the wrong one.
 */
export function placeAfter(request: string): Placed {
  const at = indexOfIn(request)
  if (at < 0) return { place: null, others: request }
  const behind = request.slice(at + IN.length)
  const end = indexOfIn(behind) < 0 ? endOfName(behind) : behind.length
  const place = nameIn(behind.slice(0, end))
  return { place: place === '' ? null : place, others: `${request.slice(0, at)} ${behind.slice(end)}` }
}

function indexOfIn(text: string): number {
  return text.toLowerCase().indexOf(IN)
}

/** Where the first address begins that follows a name, perhaps with the name of whose it is. */
function endOfName(text: string): number {
  const at = text.search(/[@＠]/)
  if (at < 0) return text.length
  const separator = text.slice(0, at).search(/[,;]/)
  return separator < 0 ? text.lastIndexOf(' ', at) + 1 : separator
}

/** Other things that mail is "in", in lower case. */
const NO_ORGANIZATION =
  /^(?:pending|drafts?|outbox|outlook|sent|inbox|queue|queued|dynamics|d365|crm|teams|exchange|office|microsoft|server|email|e-mail|january|february|march|april|may|june|july|august|september|october|november|december|20\d\d)\b/

/**
 * The organization at the end of a sentence about an address, as in "sara@contoso.com is stuck in Contoso". Only a name is one:
 * words that begin with a capital letter, or that are said to be an organization.
 */
export function placeIn(text: string): string | null {
  const words = withoutAddresses(text)
  if (words === text) return null
  const at = words.toLowerCase().lastIndexOf(IN)
  if (at < 0) return null
  const typed = words.slice(at + IN.length)
  const name = nameIn(typed)
  if (name === '' || name.length > LONGEST || NO_ORGANIZATION.test(name.toLowerCase())) return null
  const isSaid = /\b(?:org|organization|organisation|environment|instance)\b/i.test(typed)
  return isSaid || name.split(' ').every(word => /^[\p{Lu}\p{N}]/u.test(word)) ? name : null
}

function nameIn(typed: string): string {
  const words = typed
    .split(' ')
    .map(withoutMarks)
    .filter(word => word !== '')
  while (FIRST.includes(words[0]?.toLowerCase() ?? '')) words.shift()
  while (LAST.includes(words.at(-1)?.toLowerCase() ?? '')) words.pop()
  return words.join(' ')
}

const MARKS = '.,;:!?"\'()[]“”„«»'

/** Punctuation around a word, scanned once from each side. */
function withoutMarks(word: string): string {
  let [start, end] = [0, word.length]
  while (start < end && MARKS.includes(word.charAt(start))) start++
  while (end > start && MARKS.includes(word.charAt(end - 1))) end--
  return word.slice(start, end)
}
