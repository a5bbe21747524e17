import type { Stack } from '../../demo/stack.js'
import type { Withholding } from '../../storage/withholding.js'

interface Running {
  readonly stack: Stack
  readonly storage: Withholding
}

/** Kills the bot, which has to run, at the moment when the store has made this save from now on, but not yet answered. */
export function killAtSave({ stack, storage }: Running, number: number): Promise<void> {
  return new Promise(resolve => {
    let saves = 0
    storage.onSave = () => {
      saves += 1
      if (saves !== number) return
      storage.onSave = () => {}
      resolve(stack.bot.kill().then(() => {}))
    }
  })
}
