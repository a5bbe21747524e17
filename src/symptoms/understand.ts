import { ADDRESS, type Command, plain, readAddress, type Said } from '../domain/said.js'

/** More than anybody types; a pasted log is read up to here. */
const READ_AT_MOST = 20_000
/** In a longer text an address is somebody who is mentioned, not an answer. */
const SHORT = 300

const COMMANDS: readonly (readonly [Command, RegExp])[] = [
  ['startOver', /^(start over|restart|start again|new case)$/i],
  ['cancel', /^(cancel|stop|quit|never ?mind)$/i],
  ['help', /^(help|hi|hello|hey|\?|what can you do\??)$/i],
  ['status', /^(status|where are we\??|current case)$/i],
  ['unknownAccount', /^(i )?(don'?t|do not) know\.?$/i],
  [
    'stuck',
    /\b(stuck|pending[ -]send|(not|never|isn'?t|won'?t|doesn'?t) (being )?(sent|send(ing)?|leav(e|ing)|go(ing)? out))\b/i,
  ],
]

const CODE = /\b(?:0x)?(80[0-9a-f]{6})\b/gi
const URL_LIKE = /\bhttps?:\/\/[^\s<>"]+/i

/** Reads a typed or pasted text. Nothing in it is trusted: each part is matched later against what is configured. */
export function understand(typed: string): Said {
  const text = plain(typed.slice(0, READ_AT_MOST))
  const addresses = text.length <= SHORT ? (text.match(ADDRESS) ?? []) : []
  const codes = [...text.matchAll(CODE)].map(([, digits = '']) => `0x${digits.toUpperCase()}`)
  return {
    text,
    command: COMMANDS.find(([, pattern]) => pattern.test(text))?.[0] ?? null,
    address: addresses.length === 1 ? readAddress(addresses[0] ?? '') : null,
    codes: [...new Set(codes)],
    url: text.match(URL_LIKE)?.[0] ?? null,
  }
}
