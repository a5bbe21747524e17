import { setTimeout } from 'node:timers/promises'

/** Resolves when all of it holds; rejects with what does not after half a minute. */
export async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + 30_000
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`It did not come to this: ${what}`)
    await setTimeout(50)
  }
}
