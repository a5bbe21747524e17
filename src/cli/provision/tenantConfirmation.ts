import { createInterface } from 'node:readline/promises'
import { plain } from '../../domain/parsedMessage.js'
import { UsageError } from '../exit.js'

export interface Meant {
  readonly tenantId: string
  /** What belongs to the tenant: the organization; empty: the tenant itself is meant. */
  readonly of: string
  /** null: nobody is signed in yet. */
  readonly who: string | null
}

/** Asks the person; null: nobody can be asked. */
export type Ask = ((question: string) => Promise<string>) | null

/**
 * Nothing is sent to a tenant that nobody named: neither a token nor a question. `named` is the one of --tenant, for runs
 * without a person. Throws a UsageError.
 */
export async function confirmTenant(meant: Meant, named: string | undefined, ask: Ask): Promise<void> {
  const { tenantId, of, who } = meant
  const told = `${of === '' ? 'The tenant is' : `${of} belongs to the tenant`} ${tenantId}${who ? `, and you are ${plain(who)}` : ''}.`
  if (named === tenantId) return
  if (named !== undefined) throw new UsageError(`${told} --tenant names another one.`)
  if (!ask) throw new UsageError(`${told} If that is the one that you mean, add --tenant ${tenantId}.`)
  const answer = await ask(`${told} Go on? (y/N) `)
  if (!/^y(es)?$/i.test(answer.trim())) throw new UsageError('Nothing was sent.')
}

/** At the terminal, if there is one. */
export function askAtTerminal(): Ask {
  const { stdin, stderr } = process
  if (!stdin.isTTY || !stderr.isTTY) return null
  return async question => {
    const lines = createInterface({ input: stdin, output: stderr })
    try {
      return await lines.question(question)
    } finally {
      lines.close()
    }
  }
}
