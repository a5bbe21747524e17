import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checks } from '../../src/checks/index.js'
import { TextReport } from '../../src/cli/diagnose/diagnosisText.js'
import type { OrganizationRef } from '../../src/domain/case/case.js'
import { diagnose } from '../../src/domain/diagnosis/diagnosis.js'
import { cloudOf } from '../../src/domain/diagnosis/rows/cloud.js'
import { backlog, type Changes, pending, sheet, synchronized } from '../fixtures/facts.js'
import { view } from '../fixtures/library.js'
import { diagnosed, surfaces } from '../fixtures/screens.js'
import { nodesOf } from './nodes.js'

interface Row {
  readonly cloud: ReturnType<typeof cloudOf>
  readonly environments: string | null
  readonly trace: string
}

const IN_CHINA = 'https://portal.partner.microsoftonline.cn/adminportal'
const PUBLIC_TRACE = 'https://admin.exchange.microsoft.com/#/messagetrace'
const CLOUDS: Readonly<Record<string, Row>> = {
  'https://contoso.crm4.dynamics.com': {
    cloud: 'public',
    environments: 'https://admin.powerplatform.microsoft.com/environments',
    trace: PUBLIC_TRACE,
  },
  'https://agency.crm9.dynamics.com': {
    cloud: 'gcc',
    environments: 'https://gcc.admin.powerplatform.microsoft.us/environments',
    trace: PUBLIC_TRACE,
  },
  'https://agency.crm.microsoftdynamics.us': {
    cloud: 'gccHigh',
    environments: 'https://high.admin.powerplatform.microsoft.us/environments',
    trace: 'https://admin.exchange.office365.us/#/messagetrace',
  },
  'https://agency.crm.appsplatform.us': {
    cloud: 'dod',
    environments: 'https://admin.appsplatform.us/environments',
    trace: 'https://admin.exchange.apps.mil/#/messagetrace',
  },
  'https://contoso.crm.dynamics.cn': { cloud: 'china', environments: IN_CHINA, trace: IN_CHINA },
  'https://crm.contoso.com': { cloud: null, environments: null, trace: PUBLIC_TRACE },
  'https://dynamics.com.evil.example': { cloud: null, environments: null, trace: PUBLIC_TRACE },
  'https://notdynamics.cn': { cloud: null, environments: null, trace: PUBLIC_TRACE },
}

/** Three mails have waited for hours, and nothing explains it. */
const unexplained: Changes = {
  ...synchronized,
  backlog: backlog(3, 300),
  pendingMails: [pending(300)],
}
/** Mail leaves, and nothing is the matter. */
const left: Changes = { ...synchronized }

function linksOn(changes: Changes, url: string): readonly string[] {
  const organization: OrganizationRef = { name: 'Contoso', url }
  const target = { symptom: 'stuck', organization, sender: 'sara@contoso.com' } as const
  const card = view.card(diagnosed(changes, { target }), { ...surfaces['Action.Execute'], audience: 'helpdesk' })
  return nodesOf(card).flatMap(node => (typeof node.url === 'string' ? [node.url] : []))
}

describe('the admin centers', () => {
  for (const [url, { cloud, environments, trace }] of Object.entries(CLOUDS)) {
    it(`are those of the cloud of ${url}`, () => {
      assert.equal(cloudOf(url), cloud)
      const others = Object.values(CLOUDS).flatMap(row => [row.environments ?? '', row.trace])
      const own = [environments ?? '', trace]
      const shown = [...linksOn(unexplained, url), ...linksOn(left, url)]
      assert.equal(shown.includes(environments ?? 'none'), environments !== null)
      assert.ok(shown.includes(trace))
      const foreign = shown.filter(link => others.includes(link) && !own.includes(link))
      assert.deepEqual(foreign, [])
    })

    it(`are named by the command line, too: ${url}`, () => {
      const diagnosis = diagnose(sheet(unexplained), checks)
      assert.ok(diagnosis.unexplained)
      const result = { diagnosis, gathered: { requests: { roundTrips: 1, operations: 1 } }, elapsedMs: 1 } as never
      const request = { organization: { name: 'Contoso', url }, sender: 'sara@contoso.com' } as never
      const [said = ''] =
        new TextReport(view, false).whole(request, result).match(/Power Platform admin center[^"]*/) ?? []
      assert.equal(/\((.*)\)/.exec(said)?.[1] ?? null, environments)
    })
  }
})
