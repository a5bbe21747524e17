import type { Options } from './diagnoseOptions.js'
import type { Summary } from './runBatch.js'

type Many = Options & { readonly what: Extract<Options['what'], { kind: 'many' }> }

/** What to type so that work that was stopped goes on where it stopped, asking the same. null: it was not stopped. */
export function resumeCommand(program: string, { what, org, ...given }: Many, summary: Summary): string | null {
  if (summary.stopped === null) return null
  const after = summary.last ?? what.startAfter
  return [
    program,
    ...['--org', quotedForShell(org)],
    ...['--all-senders', quotedForShell(what.file)],
    ...(given.router === undefined ? [] : ['--router', quotedForShell(given.router)]),
    ...(given.json ? ['--json'] : []),
    ...(given.deviceCode ? ['--device-code'] : []),
    ...(after === undefined ? [] : ['--start-after', quotedForShell(after)]),
  ].join(' ')
}

/** As one word of a POSIX shell: an address may hold what a shell would run. */
export function quotedForShell(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
