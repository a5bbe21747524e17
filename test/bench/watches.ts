import { join } from 'node:path'
import { checks } from '../../src/checks/index.js'
import type { Case } from '../../src/domain/case/case.js'
import { createCaseStore } from '../../src/storage/caseStore.js'
import { openTable } from '../../src/storage/table.js'
import { type Stack, startStack } from '../demo/stack.js'
import { casesByPhase } from '../fixtures/cases.js'
import { userId } from '../simulator/api/callers.js'
import { type Connector, startConnector } from '../teams/connector.js'
import { inFolder } from '../tools/folder.js'
import { stranger, write } from './client.js'
import { Sample } from './load.js'
import { figures, heading, ratio } from './table.js'

const WATCHES = 3_000
const AT_ONCE = 50
const ROUNDS = 10
const TURNS = 20

/** What a person waits for while thousands of watches are due, beside a bot that has none, by turns. */
export async function compareWatches(): Promise<string> {
  return inFolder(async folder => {
    const connector = await startConnector()
    const [busy, idle] = [await start(join(folder, 'busy')), await start(join(folder, 'idle'))]
    try {
      await addWatches(busy)
      const samples = { busy: new Sample(), idle: new Sample() }
      const { requests } = busy.simulator.contoso
      requests.reset()
      for (let round = 0; round < ROUNDS; round++) {
        await samples.busy.take(turns(busy, connector), 1)
        await samples.idle.take(turns(idle, connector), 1)
      }
      return [
        heading,
        figures(`message beside ${WATCHES} due watches`, samples.busy),
        figures('message beside none', samples.idle),
        ratio('with watches : without', samples.busy, samples.idle),
        `Watches of one organization share requests: ${requests.operations} operations came in ${requests.roundTrips} of them.`,
      ].join('\n')
    } finally {
      await Promise.all([busy.close(), idle.close()])
      await connector.close()
    }
  })
}

function start(folder: string): Promise<Stack> {
  return startStack({ folder, helpdesk: ['helen'], simulator: { routerIntervalMs: 0 } })
}

function turns({ bot }: Stack, connector: Connector): (() => Promise<void>)[] {
  return Array.from({ length: TURNS }, () => () => write(bot.url, stranger(connector), 'start over'))
}

/** Cases of as many people, each due for a look at mails that wait. */
async function addWatches({ simulator, env }: Stack): Promise<void> {
  const store = createCaseStore(await openTable({ connectionString: env.AZURE_STORAGE_CONNECTION_STRING ?? '' }))
  const { watching } = casesByPhase(checks)
  if (watching.phase.name !== 'watching' || !watching.parties) throw new Error('No watch')
  const at = new Date().toISOString()
  const { contoso } = simulator
  const organization = { name: contoso.name, url: contoso.url }
  const parties = {
    ...watching.parties,
    sender: { ...watching.parties.sender, id: userId(contoso, 'sara@contoso.com') },
  }
  const phase = { ...watching.phase, watch: { ...watching.phase.watch, since: at, movedAt: at } }
  const pending = [{ id: `watch.${phase.run}.0`, kind: 'watch', attempts: 0, notBefore: at }] as const
  const watch = (i: number): Case => {
    const owner = { ...watching.owner, aadObjectId: null, id: `29:watched-${i}` }
    const target = { ...watching.target, organization }
    return {
      ...watching,
      id: store.idOf(owner, 'watch'),
      owner,
      target,
      parties,
      phase,
      pending,
      surfaces: [],
      openedAt: at,
    }
  }
  for (let from = 0; from < WATCHES; from += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => store.insert(watch(from + i))))
  }
}
