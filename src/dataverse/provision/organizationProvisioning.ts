import type { Provisioning, Step, StepResult } from '../../app/ports/provisioning.js'
import type { DataverseClient } from '../http/dataverseClient.js'
import { asMissing, DataverseError, hasCode } from '../http/dataverseError.js'
import { deviationsOf, stepsFor, type WantedOrganization } from './organizationJudgement.js'
import { type OrganizationState, readState } from './organizationState.js'

export interface OrganizationProvisioning extends Provisioning {
  /** Its own name; only after it was read. */
  name(): string
}

/** Creates and checks the bot's role and application user in one organization, with the rights of the client's caller. */
export function provisionOrganization(client: DataverseClient, wanted: WantedOrganization): OrganizationProvisioning {
  let state: OrganizationState | null = null
  const demandState = () => {
    if (!state) throw new Error('Nothing was read yet')
    return state
  }
  const read = async () => {
    state = await readState(client, wanted.list, wanted.appId)
  }
  return {
    read,
    name: () => demandState().organization,
    steps: () => stepsFor(demandState(), wanted),
    deviations: () => deviationsOf(demandState(), wanted),
    async take(step) {
      const result = await write(client, step)
      if (result.outcome !== 'denied') await read()
      return result
    },
  }
}

/** DuplicateRecord. https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes */
const DUPLICATE = '0x80040237'

async function write(client: DataverseClient, { request: { path, body } }: Step): Promise<StepResult> {
  const link = body['@odata.id']
  try {
    await client.post(path, typeof link === 'string' ? { '@odata.id': client.addressOf(link) } : body)
    return { outcome: 'written' }
  } catch (error) {
    if (!(error instanceof DataverseError)) throw error
    if (hasCode(error, DUPLICATE)) return { outcome: 'present' }
    if (error.status !== 403) throw error
    const { privilege, detail } = asMissing(error)
    return { outcome: 'denied', detail: privilege ? `you lack ${privilege}` : detail }
  }
}
