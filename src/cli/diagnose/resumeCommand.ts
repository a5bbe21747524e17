import { type Options, symptomWord } from './diagnoseOptions.js'
import type { Summary } from './runBatch.js'

type Many = Options & { readonly what: Extract<Options['what'], { kind: 'many' }> }

/** The command that continues a stopped run where it stopped, with the same options. null: it was not stopped. */
export function resumeCommand(program: string, { what, org, ...given }: Many, summary: Summary): string | null {
  if (summary.stopped === null) return null
  const after = summary.last ?? what.startAfter
  return [
    program,
    ...['--org', quotedForShell(org)],
    ...['--all-senders', quotedForShell(what.file)],
    ...(given.acting === undefined ? [] : ['--as', quotedForShell(given.acting)]),
    ...(given.symptom === undefined ? [] : ['--symptom', symptomWord(given.symptom)]),
    ...(given.json ? ['--json'] : []),
    ...(given.deviceCode ? ['--device-code'] : []),
    ...(after === undefined ? [] : ['--start-after', quotedForShell(after)]),
  ].join(' ')
}

/** Quoted as one word for a POSIX shell: an address may contain something that a shell would run. */
export function quotedForShell(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
