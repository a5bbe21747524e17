import { plain } from '../domain/parsedMessage.js'

/** 0 healthy, 1 cause found, 2 undetermined; the others as in sysexits.h, so that no breakdown looks like a verdict. */
export const EXIT = {
  healthy: 0,
  causeFound: 1,
  undetermined: 2,
  usage: 64,
  unavailable: 69,
  broken: 70,
  /** As a shell tells it: ended by SIGINT. */
  interrupted: 130,
} as const

export class UsageError extends Error {}

/** Nobody signed in where a person has to: nothing can be read. */
export class NotSignedIn extends Error {}

/** What was asked about matches nothing there is: nothing can be said about it. */
export class NothingMatched extends Error {}

/** Enough of what was typed to recognize it by, without what would move a terminal's cursor. */
export function quoted(typed: string): string {
  return `"${plain(typed).slice(0, 60)}"`
}
