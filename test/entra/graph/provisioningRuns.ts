import type { Deviation } from '../../../src/app/ports/provisioning.js'
import { carryOut } from '../../../src/cli/provision/carryOut.js'
import { provisionApplication } from '../../../src/entra/graph/applicationProvisioning.js'
import { GraphClient } from '../../../src/entra/graph/graphClient.js'
import type { WantedApplication } from '../../../src/entra/graph/wantedApplication.js'
import { claimsIn } from '../../../src/entra/operator/tokenClaims.js'
import { userAgent } from '../../../src/packageInfo.js'
import { personToken } from '../../simulator/api/callers.js'
import type { Simulator } from '../../simulator/index.js'
import { guid } from '../../simulator/rows/rows.js'

/** Client id of the managed identity. */
export const IDENTITY = guid('a managed identity')
export const SIGN_IN_ID = 'pending-send-dynamics'

/** As the command line wants it, and how an administrator or another person gets there. */
export function provisioningRuns(simulator: Simulator, changes: Partial<WantedApplication> = {}) {
  const { graph, tenantId } = simulator
  const wanted = { displayName: 'Pending Send', tenantId, identity: IDENTITY, signInId: SIGN_IN_ID, ...changes }
  const targetAs = async (person: string) => {
    const token = await personToken(simulator, person, graph)
    const pause = async () => {}
    const client = new GraphClient({ url: graph.url, token: async () => token, userAgent, pause })
    const operator = claimsIn(token).objectId
    return provisionApplication({ client, wanted: { ...wanted, ...(operator !== null && { operator }) }, pause })
  }
  return {
    targetAs,
    /** A whole run, as the command does it. */
    async run(person = 'admin') {
      const target = await targetAs(person)
      await target.read()
      const said: string[] = []
      const left = await carryOut(target, line => said.push(line))
      return { said, left, deviations: target.deviations(), appId: target.appId() }
    },
    async check(): Promise<readonly Deviation[]> {
      const target = await targetAs('admin')
      await target.read()
      return target.deviations()
    },
  }
}

/** Microsoft Graph is in every tenant; what a sign-in on the web page needs of it is consented to only where it is found. */
export function addGraph({ graph }: Simulator): string {
  const { id } = graph.directory.create('servicePrincipal', { appId: '00000003-0000-0000-c000-000000000000' })
  return String(id)
}

/** Empty but for Dynamics and the managed identity. */
export function resetDirectory({ graph }: Simulator): void {
  graph.reset()
  graph.directory.create('servicePrincipal', { appId: IDENTITY, servicePrincipalType: 'ManagedIdentity' })
}
