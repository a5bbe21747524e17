import { addressesIn, withoutAddresses } from '../domain/address.js'
import type { CheckRequest } from '../domain/parsedMessage.js'
import { commandIn } from './commands.js'

const START = /^(?:please |pls |can you |could you )?\/?check[\s:]+/i

/** Words between addresses that mean nothing. */
const GLUE: readonly string[] = [
  ...['and', 'or', 'the', 'these', 'this', 'address', 'addresses', 'sender', 'senders', 'people', 'mail', 'of', 'for'],
  ...['also', 'please', 'pls', 'thanks', '&', '+', '-', '–', '•', '*', '|', '/'],
]

/**
 * Reads "check a@contoso.com, b@contoso.com", where the place is taken off already. null: the text is something else, such as
 * a sentence that says what somebody sees.
 */
export function checkIn(text: string): CheckRequest | null {
  const start = START.exec(text)?.[0]
  if (start === undefined) return null
  const list = text.slice(start.length)
  if (!isList(list) || commandIn(withoutAddresses(list)) !== null) return null
  const read = segmentsOf(list).map(readSegment)
  const all = read.flatMap(({ addresses }) => addresses)
  const seen = new Map<string, string>()
  for (const address of all) if (!seen.has(address.toLowerCase())) seen.set(address.toLowerCase(), address)
  const addresses = [...seen.values()]
  return { addresses, repeated: all.length - addresses.length, strays: read.flatMap(({ strays }) => strays) }
}

/** It begins with an address, perhaps with the name of whose it is, or is a list. */
function isList(list: string): boolean {
  const [first = ''] = list.split(' ')
  return /[@＠]/.test(first) || (/[@＠]/.test(list) && /[,;<]/.test(list))
}

interface Segment {
  readonly text: string
  /** What stands before the address is the name of whose it is. */
  readonly named: boolean
}

/** Outlook copies people as "Davis, Sara <sara@contoso.com>; Park, Helen <helen@contoso.com>". */
function segmentsOf(list: string): readonly Segment[] {
  const between = list.includes(';') && list.includes('<') ? ';' : /[,;]/
  const texts = list.split(between)
  const isNamed = (text: string | undefined) => text?.includes('<') === true
  return texts.map((text, i) => ({ text, named: isNamed(text) || (!text.includes('@') && isNamed(texts[i + 1])) }))
}

function readSegment({ text, named }: Segment): Pick<CheckRequest, 'addresses' | 'strays'> {
  const words = text.split(' ').map(word => ({ word, found: addressesIn(word) }))
  const isStray = (word: string) => /[@＠]/.test(word) || (!named && word !== '' && !GLUE.includes(word.toLowerCase()))
  return {
    addresses: words.flatMap(({ found }) => found),
    strays: words.flatMap(({ word, found }) => (found.length === 0 && isStray(word) ? [word] : [])),
  }
}
