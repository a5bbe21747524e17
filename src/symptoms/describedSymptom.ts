import type { SymptomCommand } from '../domain/parsedMessage.js'

/**
 * What people say when a draft stays, a workflow or flow failed, or Dynamics 365 does not let them send as somebody else: in
 * their own words, with plain apostrophes. A gap between two words is short and stays within the sentence.
 */
const SAYINGS: readonly (readonly [SymptomCommand, readonly RegExp[]])[] = [
  [
    'cannotSendAs',
    [
      /\b(?:cannot|can'?t|can not|could not|couldn'?t|may not|unable to|not (?:allowed|able|permitted) to|don'?t let me|doesn'?t let me|won'?t let me|does not let me)(?: \S{1,20}){0,2} send(?: \S{1,20}){0,3} (?:on behalf of|in (?:his|her|their|my|somebody's|someone's) name)\b/i,
      // "as many mails", "as it is too large" and the like name nobody.
      /\b(?:cannot|can'?t|can not|could not|couldn'?t|may not|unable to|not (?:allowed|able|permitted) to|don'?t let me|doesn'?t let me|won'?t let me|does not let me)(?: \S{1,20}){0,2} send(?: \S{1,20}){0,2} as(?!\w)(?! (?:many|much|it|i|of|soon|usual|well|before|expected|there|this|that|we|you|they|long|far|a result|an? (?:attachment|pdf|file|reply|text)|pdf|text|html|usually|always|yet)\b)/i,
      /\bsend[- ]as[- ](?:permission|privilege|right|another|dialog|error)/i,
      /\bas the selected user\b/i,
    ],
  ],
  [
    'draft',
    [
      /\b(?:stay(?:s|ed|ing)?|remain(?:s|ed|ing)?|keeps?|kept|sits?|sitting|stuck|left|still|ends? up|lands?|landed)(?: (?:being|as|in|an?|my|the|only|just|status|state|with|folder|here|there)){0,4} ["']?drafts?\b/i,
      /\b(?:e-?mails?|mails?|messages?)(?: \S{1,20}){0,3} (?:is|are|was|were|only|just|saved|created|made)(?: (?:only|just|as|in|an?|the)){0,3} ["']?drafts?\b(?! (?:of|for|by|version)\b)/i,
      /\bdrafts?\b(?: \S{1,20}){0,3} (?:not|never|isn'?t|aren'?t|wasn'?t|weren'?t|won'?t|don'?t|doesn'?t)(?: (?:being|been|get|getting|yet|be)){0,2} (?:sent|send|sending|leav(?:e|ing)|go(?:ing)? out|submitted)\b/i,
      /\b(?:work ?flows?|power automate|automations?|plug-?ins?|system jobs?|(?<!\b(?:e-?mail|mail|cash|work) )flows?)\b(?: \S{1,20}){0,5} (?:fail(?:s|ed|ing|ure)?|refused|could not|couldn'?t|cannot|can'?t|unable|not (?:able|allowed)|waits|waiting|suspended|errors?|stopped|(?:did|does|do) not|didn'?t|doesn'?t|don'?t|won'?t|never)\b/i,
      /\b(?:failed|failing|suspended|error in|errors in|failure of|failure in|problem with|error from)(?: (?:an?|the|my|our|this)){0,1} (?:work ?flows?|flows?|power automate|plug-?ins?|system jobs?)\b/i,
    ],
  ],
]

/** The symptom that a sentence describes, apart from mail that is simply stuck; null: none. */
export function describedSymptom(text: string): SymptomCommand | null {
  return SAYINGS.find(([, patterns]) => patterns.some(pattern => pattern.test(text)))?.[0] ?? null
}

const CANNOT =
  /^(?: who| which| that)? (?:cannot|can'?t|can not|could not|couldn'?t|may not|is unable to|was unable to|is not|isn'?t|was not|wasn'?t)\b/i

/** Of the addresses in such a sentence, the one that is its subject: "dana@contoso.com cannot send as sara@contoso.com". */
export function refusedAccount(text: string, addresses: readonly string[]): string | null {
  return addresses.find(address => CANNOT.test(text.slice(text.indexOf(address) + address.length))) ?? null
}
