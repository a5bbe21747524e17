import { compiled, type Ended, type Program, runProgram, startProgram } from '../tools/program.js'

type Environment = Readonly<Record<string, string>>

/** What --json says about one sender. */
export interface Report {
  readonly verdict: string
  readonly unexplained: boolean
  readonly causes: readonly string[]
  readonly findings: readonly { readonly evidence?: readonly { readonly value: string }[] }[]
}

interface Question {
  readonly organization: string
  readonly sender: string
  /** The acting account that is named with --as. */
  readonly account?: string | undefined
}

/** Runs `diagnose` for one sender in a process of its own. */
export async function diagnoseOnce(
  env: Environment,
  { organization, sender, account }: Question,
): Promise<Pick<Ended, 'code'> & { readonly report: Report }> {
  const more = account === undefined ? [] : ['--as', account]
  const args = [compiled('src/cli.js'), 'diagnose', '--org', organization, '--sender', sender, '--json', ...more]
  const { code, stdout } = await runProgram(args, { env })
  return { code, report: JSON.parse(stdout) as Report }
}

/** One process of `diagnose --all-senders -`, which answers line by line. */
export class OpenCommand {
  readonly #program: Program
  #read = 0

  constructor(env: Environment, organization: string) {
    const args = ['diagnose', '--org', organization, '--all-senders', '-', '--json']
    this.#program = startProgram([compiled('src/cli.js'), ...args], { env, stdin: 'pipe' })
  }

  async ask(sender: string): Promise<Report> {
    const { child, said, ended } = this.#program
    child.stdin?.write(`${sender}\n`)
    for (;;) {
      const line = said.stdout.slice(this.#read).split('\n', 1)[0] ?? ''
      if (said.stdout.length > this.#read + line.length) {
        this.#read += line.length + 1
        return JSON.parse(line) as Report
      }
      if (child.exitCode !== null) throw new Error((await ended).stderr)
      await new Promise(resolve => setTimeout(resolve, 5))
    }
  }

  async close(): Promise<void> {
    this.#program.child.stdin?.end()
    await this.#program.ended
  }
}
