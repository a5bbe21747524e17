import { setTimeout } from 'node:timers/promises'
import type { Provisioning, Step, StepResult } from '../../app/ports/provisioning.js'
import { deviationsOf } from './applicationDeviations.js'
import { type ApplicationState, NOTHING, readApplication } from './applicationState.js'
import { stepsFor, stepsUnseen } from './applicationSteps.js'
import { type GraphClient, GraphError } from './graphClient.js'
import type { WantedApplication } from './wantedApplication.js'

export interface ApplicationProvisioning extends Provisioning {
  /** null: there is no application yet. */
  appId(): string | null
  /** Everything, for somebody who may, when nothing could be read. */
  stepsByHand(): readonly Step[]
}

interface Options {
  readonly client: GraphClient
  readonly wanted: WantedApplication
  /** Waits until the directory has caught up. */
  readonly pause?: (milliseconds: number) => Promise<unknown>
}

/** What was written is seen everywhere within a minute or so. https://learn.microsoft.com/entra/architecture/architecture */
const WAITS_MS = [1000, 2000, 4000, 8000, 10_000, 10_000, 10_000, 15_000]

/** Creates and checks the bot's app registration, with the rights of the client's caller. */
export function provisionApplication({ client, wanted, pause = setTimeout }: Options): ApplicationProvisioning {
  let state: ApplicationState = NOTHING
  const read = async () => {
    state = await readApplication(client, wanted)
  }
  const steps = () => stepsFor(state, wanted)
  /** Later steps build on what this one wrote, so it has to be seen first. */
  const untilSeen = async ({ id }: Step) => {
    for (const milliseconds of WAITS_MS) {
      await read()
      if (!steps().some(step => step.id === id)) return
      await pause(milliseconds)
    }
  }
  return {
    read,
    steps,
    deviations: () => deviationsOf(state, wanted),
    appId: () => state.application?.appId ?? null,
    stepsByHand: () => stepsUnseen(wanted),
    async take(step) {
      const result = await write(client, step, pause)
      if (result.outcome !== 'denied') await untilSeen(step)
      return result
    },
  }
}

async function write(
  client: GraphClient,
  step: Step,
  pause: (milliseconds: number) => Promise<unknown>,
): Promise<StepResult> {
  for (const milliseconds of WAITS_MS) {
    const result = await attempt(client, step)
    if (result !== 'behind') return result
    await pause(milliseconds)
  }
  throw new GraphError(
    404,
    'behind',
    `The directory does not see what "${step.does}" needs: run it again in a few minutes`,
  )
}

async function attempt(client: GraphClient, { request }: Step): Promise<StepResult | 'behind'> {
  try {
    await client.send(request)
    return { outcome: 'written' }
  } catch (error) {
    if (!(error instanceof GraphError)) throw error
    if (error.status === 409) return { outcome: 'present' }
    if (error.status === 403) return { outcome: 'denied', detail: error.code || 'HTTP 403' }
    if (isBehind(error)) return 'behind'
    throw error
  }
}

/**
 * A part of the directory has not seen yet what an earlier step wrote. There is no code of its own for it:
 * https://github.com/microsoftgraph/msgraph-sdk-dotnet/issues/3108
 */
function isBehind({ status, message }: GraphError): boolean {
  const names = ['does not reference a valid application object', 'cannot be found in the AppPermissions sets']
  return status === 404 || (status === 400 && names.some(name => message.includes(name)))
}
