import { withoutAddresses } from '../domain/address.js'
import type { Command, SymptomCommand } from '../domain/parsedMessage.js'
import { describedSymptom } from './describedSymptom.js'

/** Longer than any command with all its polite words. */
const LONGEST = 120

/** Patterns for the whole text, in lower case and without punctuation. */
const COMMANDS: readonly (readonly [Command, RegExp])[] = [
  [
    'startOver',
    /^(?:(?:start|begin) (?:over|again|anew|afresh|new|from (?:scratch|the (?:beginning|start)))|restart|reset|from (?:scratch|the beginning)|(?:start )?(?:a )?new (?:case|check|one))$/,
  ],
  [
    'cancel',
    /^(?:(?:cancel|stop|end|abort)(?: (?:it|this|that|everything|(?:the|my|this) (?:check|case)))?|quit|exit|never ?mind|forget (?:it|that))$/,
  ],
  [
    'help',
    /^(?:help(?: me)?|hi|hello|hey|hi there|good (?:morning|afternoon|evening)|what can (?:you|i) do(?: here)?|how does (?:this|it) work|commands|menu)$/,
  ],
  [
    'status',
    /^(?:(?:(?:show|tell|give)(?: me)? |what is |what's |whats |check )?(?:the |my )?(?:current )?(?:status|state|progress|cases?|open (?:cases|checks))|where (?:are we|am i|were we)|how (?:is it going|far are (?:we|you)))$/,
  ],
  ['stuck', /^(?:(?:start|run) )?(?:a |the )?check$/],
  ['useChannel', /^use this (?:channel|team|chat|place) for (?:the )?(?:triage|helpdesk)$/],
  ['board', /^(?:(?:show |open )?(?:me )?(?:the )?(?:triage|triage board|board))$/],
  ['take', /^(?:take(?: (?:it|this|this one))?|(?:i'll|i will|i) take (?:it|this|this one)|mine)$/],
  ['giveBack', /^(?:give (?:it |this )?back|release(?: (?:it|this))?|not mine)$/],
  ['export', /^export(?: (?:it|this|the (?:case|check)|this (?:case|check)))?(?: as (?:json|text))?$/],
  ['checkAgain', /^(?:(?:check|look|try) (?:it |this )?again|recheck)$/],
  ['back', /^(?:(?:go |one step |step )?back|previous(?: (?:step|question))?)$/],
  [
    'unknown',
    /^(?:(?:i )?(?:don't|dont|do not) (?:know|have)(?: (?:it|one|that|any))?(?: at hand)?|no idea|dunno|not at hand)$/,
  ],
]

/** What people see is told in a sentence or two. A longer text is read as a log. */
const LONGEST_SYMPTOM = 300

const PENDING_SEND = /\bpending[ -]send\b/i

const STUCK =
  /\b(?:stuck|pending[ -]send|(?:not|never|isn'?t|won'?t|doesn'?t) (?:being )?(?:sent|send(?:ing)?|leav(?:e|ing)|go(?:ing)? out))\b/i

/** The command in a text, with or without "please" and punctuation; null: it is not a command. */
export function commandIn(text: string): Command | null {
  if (text.length <= LONGEST) {
    const whole = exactCommand(text)
    if (whole) return whole
    // "start over with sara@contoso.com", "check sara@contoso.com": the command may come with the sender's address.
    const rest = withoutAddresses(text)
    const command = rest === text ? null : exactCommand(rest)
    if (command === 'startOver' || command === 'stuck') return command
  }
  return symptomDescribed(withPlainApostrophes(text))
}

/** A mail that is said to be in Pending Send is there, whatever else went wrong. */
function symptomDescribed(text: string): SymptomCommand | null {
  const isShort = text.length <= LONGEST_SYMPTOM && !PENDING_SEND.test(text)
  const described = isShort ? describedSymptom(text) : null
  return described ?? (STUCK.test(text) ? 'stuck' : null)
}

function exactCommand(text: string): Command | null {
  if (/^[?\s]+$/.test(text) && text.includes('?')) return 'help'
  const bare = withPlainApostrophes(text)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}']+/gu, ' ')
    .trim()
  const asked = withoutCourtesy(bare)
  return COMMANDS.find(([, pattern]) => pattern.test(bare) || pattern.test(asked))?.[0] ?? null
}

function withoutCourtesy(bare: string): string {
  return bare
    .replace(/\b(?:please|pls|plz|thanks|thank you|thx|just|now|then)\b/g, ' ')
    .replace(/ +/g, ' ')
    .trim()
    .replace(/^(?:ok|okay|hey|hi|hello|no|yes|well|so) (?=.)/, '')
    .replace(/^(?:can|could|would|will) (?:you|we|i) (?=.)/, '')
    .replace(/^(?:i (?:want|would like|need) to|i'd like to|let's|lets|let us|let me) (?=.)/, '')
    .replace(/(?<=.) (?:with|for|about)$/, '')
}

function withPlainApostrophes(text: string): string {
  return text.replace(/[’‘`´]/g, "'")
}
