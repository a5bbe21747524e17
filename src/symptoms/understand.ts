import { addressesIn } from '../domain/address.js'
import type { Clue, ParsedLog } from '../domain/faults/clue.js'
import { mailboxFaults } from '../domain/faults/mailboxFaults.js'
import { type Command, type ParsedMessage, plain, symptomIn } from '../domain/parsedMessage.js'
import { createMasker } from '../domain/secrets.js'
import { checkIn } from './checkRequest.js'
import { commandIn } from './commands.js'
import { refusedAccount } from './describedSymptom.js'
import type { LogReading } from './logReading.js'
import { fromIn } from './messageSender.js'
import { placeAfter, placeIn } from './namedPlace.js'
import { readLog } from './readLog.js'

/** More than a chat message can hold; longer texts come as files. */
const READ_AT_MOST = 1_000_000
/** How much of a typed text is searched for words and shown. */
const TYPED_AT_MOST = 20_000
/** In a longer text, an address is a mention and not an answer. */
const SHORT = 300

const URL_LIKE = /\bhttps?:\/\/[^\s<>"]+/i

/**
 * Reads a typed or pasted text. Nothing in it is trusted: each part is later matched with the configuration. Secrets are
 * masked before anything else reads the text, so none can be repeated or kept.
 */
export function understand(typed: string): ParsedMessage {
  const masker = createMasker()
  const text = plain(masker.text(typed.slice(0, TYPED_AT_MOST)))
  const command = commandIn(text)
  const all = text.length <= SHORT ? addressesIn(text) : []
  const account = command === 'cannotSendAs' ? refusedAccount(text, all) : null
  const addresses = all.filter(address => address !== account)
  const reading = readLog(typed.slice(0, READ_AT_MOST))
  return {
    text,
    command,
    address: (addresses.length === 1 && addresses[0]) || null,
    addresses,
    ...(account !== null && { account }),
    codes: reading.codes,
    url: text.match(URL_LIKE)?.[0] ?? null,
    log: isLog(reading, { text, command }) ? logOf(reading) : null,
    masked: masker.any || reading.masked,
    ...requestIn(text, typed.length > TYPED_AT_MOST),
    ...fromIn(masker.text(typed.slice(0, TYPED_AT_MOST))),
  }
}

/** Addresses to check, and where. Both are read whoever asks; who may have them checked at once is decided later. */
function requestIn(text: string, cut: boolean): Pick<ParsedMessage, 'check' | 'place'> {
  const { place: asked, others } = placeAfter(text)
  const check = checkIn(others)
  const place = check ? asked : text.length <= SHORT ? placeIn(text) : null
  return { ...(check && { check: { ...check, ...(cut && { cut }) } }), ...(place !== null && { place }) }
}

/** Somebody's own sentence may use the words of an alert without being one, but an error code is always deliberate. */
function isLog(
  { verdict, codes, ask, direction }: LogReading,
  { text, command }: { text: string; command: Command | null },
): boolean {
  if (text.length > SHORT) return true
  // A code that the text rules out must not be taken for its own.
  if (ask === 'ownFault') return true
  const isElsewhere = direction === 'receiving' || direction === 'appointments'
  if (verdict === 'unknown') return command === null && isElsewhere
  return codes.length > 0 || command === null || symptomIn({ command }) !== null
}

export function logOf(reading: LogReading): ParsedLog {
  const { organization, addresses, masked, ask } = reading
  const [address = null, ...others] = addresses
  const clue = clueOf(reading)
  const { direction } = reading
  return {
    clue,
    ...(!clue && direction && { direction }),
    organization,
    address: others.length === 0 ? address : null,
    masked,
    ask,
  }
}

function clueOf({ verdict, faults, masked }: LogReading): Clue | null {
  const [first] = faults
  if (verdict === 'unknown' || !first) return null
  const { fault, evidence, direction, privileges, accessMode } = first
  const bare = faults.every(seen => seen.fault !== fault || seen.bare)
  const count = faults.filter(seen => seen.fault === fault).reduce((sum, seen) => sum + seen.count, 0)
  const article = mailboxFaults.find(({ id }) => id === fault)?.article
  return {
    verdict,
    fault,
    count,
    proof: evidence,
    ...(article && { article }),
    ...(direction && { direction }),
    ...(privileges.length > 0 && { privileges }),
    ...(accessMode !== null && { accessMode }),
    ...(masked && { masked }),
    ...(bare && { bare }),
  }
}
