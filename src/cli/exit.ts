import { plain } from '../domain/parsedMessage.js'

/** 0 healthy, 1 cause found, 2 undetermined; the others as in sysexits.h, so that no breakdown looks like a verdict. */
export const EXIT = {
  healthy: 0,
  causeFound: 1,
  undetermined: 2,
  usage: 64,
  unavailable: 69,
  broken: 70,
  /** The code that shells give for a program ended by SIGINT. */
  interrupted: 130,
} as const

export class UsageError extends Error {}

/** A person had to sign in and did not, so nothing can be read. */
export class NotSignedIn extends Error {}

/** The question matches nothing that exists, so there is no answer. */
export class NothingMatched extends Error {}

/** Enough of the typed text to recognize it, without anything that could move a terminal's cursor. */
export function quoted(typed: string): string {
  return `"${plain(typed).slice(0, 60)}"`
}
