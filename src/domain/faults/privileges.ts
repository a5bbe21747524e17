import type { FaultName } from './mailboxFault.js'

/** A privilege that a text says is missing. */
export interface MissingPrivilege {
  /** Folded, for example prvsendasuser. */
  readonly name: string
  /** Where the text begins to say so. */
  readonly at: number
}

/** `prv` and a name; a name ends before a dot or a bracket. Limited, since no privilege has a longer name. */
const PRIVILEGE = /(?<![a-z0-9_])prv[a-z0-9_]{3,80}(?![a-z0-9_])/g
/**
 * Both wordings of the platform, "is missing prvX privilege" and "SecLib::CheckPrivilege failed. … PrivilegeName: prvX",
 * and how people repeat them.
 */
const MISSING_BEFORE =
  /(?:missing|lacks?|lacking|not (?:have|hold)|n't (?:have|hold)|privilegename|fehlende[nrs]?|fehlt|fehlen|nicht über|manque|n'a pas|ne dispose pas|falta|no tiene|no dispone)[^a-z]{0,6}(?:the |an? |das |der |die |le |la |du |el |del )?(?:privileges?|recht|berechtigung|privilège|privilegio)?[^a-z]{0,4}$/
const MISSING_BEHIND =
  /^["'`)]{0,2} ?(?:privilege |permission )?(?:is missing|was missing|not held|is not assigned|fehlt)/
/** How many characters around a name may say that it is missing. */
const REACH = 48

/** The privileges that a folded text says are missing. The text contains `prv`. */
export function missingPrivileges(text: string): readonly MissingPrivilege[] {
  const found: MissingPrivilege[] = []
  for (const { 0: name, index } of text.matchAll(PRIVILEGE)) {
    const from = Math.max(0, index - REACH)
    const before = MISSING_BEFORE.exec(text.slice(from, index))
    const end = index + name.length
    if (before) found.push({ name, at: from + before.index })
    else if (MISSING_BEHIND.test(text.slice(end, end + REACH))) found.push({ name, at: index })
  }
  return found
}

/** The fault that a missing privilege means. prvSendAsUser has the same name in every version (systemuser reference, gg334551). */
export function faultOfPrivilege(name: string): FaultName {
  if (name === 'prvsendasuser') return 'sendAs'
  return name === 'prvactonbehalfofanotheruser' ? 'actOnBehalf' : 'privilegeMissing'
}

/** A name as it is written in the text that was folded. */
export function privilegeAsWritten(words: string, name: string): string {
  const at = words.toLowerCase().indexOf(name)
  return at < 0 ? name : words.slice(at, at + name.length)
}

/** systemuser.accessmode, as "accessMode=1" or "accessMode='1 Administrative'"; null: the text does not say. */
export function accessModeIn(text: string): number | null {
  const mode = /accessmode["']?\s?[:=]\s?["']?([0-9])(?![0-9])/.exec(text)?.[1]
  return mode === undefined ? null : Number(mode)
}
