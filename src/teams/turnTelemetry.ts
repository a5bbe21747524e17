import type { TurnKind } from '../app/ports/telemetry.js'
import type { Telemetry } from '../app/ports.js'
import { type Activity, isSubmit } from './activity.js'
import { DIAGNOSE_MESSAGE } from './messageDialog.js'

/** Measures one turn. `failed` is to be called when the person gets an apology. */
export class TurnMeter {
  readonly #telemetry: Telemetry
  readonly #kind: TurnKind
  readonly #began = performance.now()
  #outcome: 'ok' | 'failed' = 'ok'

  constructor(telemetry: Telemetry, activity: Activity) {
    this.#telemetry = telemetry
    this.#kind = kindOf(activity)
  }

  readonly failed = (): void => {
    this.#outcome = 'failed'
  }

  ended(): void {
    this.#telemetry.turn({ kind: this.#kind, outcome: this.#outcome, ms: performance.now() - this.#began })
  }
}

function kindOf(activity: Activity): TurnKind {
  const { type } = activity
  const name = activity.name ?? ''
  if (type === 'message') return isSubmit(activity) ? 'click' : 'message'
  if (type === 'installationUpdate' || type === 'conversationUpdate') return 'installation'
  if (type !== 'invoke') return 'other'
  if (name === 'adaptiveCard/action') return 'click'
  if (name === DIAGNOSE_MESSAGE.invoke) return 'dialog'
  return name.startsWith('signin/') ? 'signIn' : 'other'
}
