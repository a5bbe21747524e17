import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface Ended {
  /** null: a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  /** Without Node's own warnings. */
  readonly stderr: string
}

export interface Program {
  readonly child: ChildProcess
  /** Its output so far, or the last part of that. */
  readonly said: { stdout: string; stderr: string }
  readonly ended: Promise<Ended>
}

export interface ProgramOptions {
  /** Its whole environment, except for PATH and HOME. */
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** In a process group of its own, as a terminal starts it. */
  readonly detached?: boolean
  /** Default: its standard input is empty. */
  readonly stdin?: 'pipe'
}

/** More than the output of any short program; that of one which runs for days is cut to its end. */
const MAX_CHARACTERS = 1_000_000

/** The full path of a compiled script, from its path below dist. */
export function compiled(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url))
}

/** Starts a script as a process of its own. */
export function startProgram(args: readonly string[], { env, stdin, ...options }: ProgramOptions = {}): Program {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, args, {
    env: { PATH, HOME, ...env },
    stdio: [stdin ?? 'ignore', 'pipe', 'pipe'],
    ...options,
  })
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', chunk => {
      said[name] = (said[name] + chunk).slice(-MAX_CHARACTERS)
    })
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => resolve({ code, stdout: said.stdout, stderr: withoutWarnings(said.stderr) }))
  })
  return { child, said, ended }
}

/** Runs a script to its end. */
export function runProgram(args: readonly string[], options?: ProgramOptions): Promise<Ended> {
  return startProgram(args, options).ended
}

function withoutWarnings(text: string): string {
  return text.replace(/^\(.*(DeprecationWarning|trace-deprecation).*\n/gm, '')
}
