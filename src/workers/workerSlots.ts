/** A bounded number of places, given in the order of asking. */
export interface Places {
  /** false: none became free before the signal. */
  take(late: AbortSignal): Promise<boolean>
  giveBack(): void
}

export function createPlaces(count: number): Places {
  let free = count
  const waiting = new Set<() => void>()
  return {
    async take(late) {
      if (late.aborted) return false
      if (free > 0) {
        free -= 1
        return true
      }
      return new Promise(resolve => {
        const enter = () => resolve(true)
        waiting.add(enter)
        late.addEventListener('abort', () => {
          if (waiting.delete(enter)) resolve(false)
        })
      })
    },
    giveBack() {
      const [next] = waiting
      if (!next) {
        free += 1
        return
      }
      waiting.delete(next)
      next()
    },
  }
}
