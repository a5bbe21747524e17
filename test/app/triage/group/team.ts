import assert from 'node:assert/strict'
import type { Incoming, Organizations } from '../../../../src/app/ports.js'
import type { Case } from '../../../../src/domain/case/case.js'
import {
  ADMINISTRATOR,
  ADMINISTRATOR_KIND,
  READER,
  READER_ROLE,
  ROUTER,
  SALESPERSON,
} from '../../../simulator/rows/roles.js'
import { OrganizationBuilder } from '../../../simulator/seeds/builder.js'
import { CLIENT_ID } from '../../../simulator/seeds/contoso.js'
import type { Seeded } from '../../../simulator/seeds/seeds.js'
import { HandClock } from '../../work/handClock.js'
import { button, caseOf, type Instance, noteOn, personIn, signerIn, startWorld, type World } from '../../world.js'
import { desk, say } from '../desk.js'

const ROUTER_ACCOUNT = 'svc-router@contoso.com'

/** Keys of people whose mail waits for one account that may not send for them. */
export const TEAM = Array.from({ length: 10 }, (_, i) => `p${i}`)

/** Nothing but the right of the router's account is missing. `alone`: consents to nobody, either. */
function seedTeam(now: () => Date): Seeded {
  const org = new OrganizationBuilder('Contoso', now)
  org.organization('contoso')
  org.unit('Contoso', null)
  org.unit('Sales', 'Contoso')
  org.role('System Administrator', ADMINISTRATOR, ADMINISTRATOR_KIND)
  org.role('Salesperson', SALESPERSON)
  org.role('Email Router', ROUTER)
  org.role(READER_ROLE, READER)
  const staff = [
    ['router', 'Email Router Service', ROUTER_ACCOUNT, 'Email Router'],
    ['admin', 'Adele Admin', 'admin@contoso.com', 'System Administrator'],
  ] as const
  for (const [key, name, address, role] of staff) org.person({ key, name, address, unit: 'Contoso', roles: [role] })
  const [key, name] = ['bot', '# Pending Send'] as const
  const bot = { key, name, address: 'pending-send@contoso.com', applicationId: CLIENT_ID }
  org.person({ ...bot, unit: 'Contoso', roles: [READER_ROLE] })
  const senders = [...TEAM, 'alone']
  for (const key of senders)
    org.person({
      key,
      name: `Person ${key}`,
      address: `${key}@contoso.com`,
      unit: 'Sales',
      consent: key !== 'alone',
      pending: [40, 95],
    })
  // Mail of others leaves: the organization as a whole is not at a standstill.
  org.person({ key: 'zoe', name: 'Zoe Arnold', address: 'zoe@contoso.com', unit: 'Sales', sentNow: true })
  return org.seeded('router')
}

/** People, instances and a count of looks. */
export class Office {
  readonly clock = new HandClock()
  /** The sender of each look, in order. */
  readonly looks: string[] = []
  /** What a look waits for once it has read its facts. */
  afterLook: (sender: string) => Promise<void> = async () => {}
  readonly instances: readonly Instance[]
  readonly #all: Instance[] = []

  private constructor(
    readonly world: World,
    names: readonly string[],
  ) {
    this.instances = names.map(name => this.another(name))
  }

  static async open(names: readonly string[] = ['a']): Promise<Office> {
    const now = () => new Date()
    const contoso = seedTeam(now)
    return new Office(
      await startWorld(undefined, { contoso, routerAccount: ROUTER_ACCOUNT, helpdesk: ['admin'] }),
      names,
    )
  }

  another(name: string, changes: Parameters<typeof desk>[2] = {}): Instance {
    const organizations: Organizations = {
      ...this.world.organizations,
      gather: async request => {
        const { sender = '' } = request.target
        this.looks.push(sender)
        const facts = await this.world.organizations.gather(request)
        await this.afterLook(sender)
        return facts
      },
    }
    const instance = desk(this.world, name, { clock: this.clock, organizations, ...changes })
    this.#all.push(instance)
    return instance
  }

  get first(): Instance {
    return this.instances[0] ?? assert.fail('no instance')
  }

  /** Each person's own check, with its result. */
  async checks(keys: readonly string[], people?: ReadonlyMap<string, Incoming>): Promise<readonly Case[]> {
    const checks: Case[] = []
    for (const key of keys) {
      const who = people?.get(key) ?? personIn(key)
      checks.push(caseOf(await say(this.first, who, `${key}@contoso.com is stuck in Contoso`)))
    }
    return this.stored(checks)
  }

  stored(checks: readonly Case[]): Promise<readonly Case[]> {
    return Promise.all(checks.map(check => this.world.stored(check)))
  }

  /** An administrator lets the account send for others, on this check. */
  async agree(thisCase: Case, instance = this.first): Promise<Case> {
    const who = signerIn('admin')
    this.world.signIn('admin')
    await instance.app.click(who, button(thisCase, 'repair', { value: 'sendAsPrivilege' }))
    await instance.app.idle()
    const offer = await this.world.stored(thisCase)
    assert.ok(offer.phase.name === 'offered', offer.phase.name)
    const value = offer.phase.plans[0]?.hash ?? ''
    await instance.app.click(who, button(offer, 'consent', { value, knowsOld: 'true' }))
    return offer
  }

  async idle(): Promise<void> {
    for (const { app } of this.instances) await app.idle()
  }

  /** Waits for what goes on in the background. */
  async until(isSo: () => Promise<boolean>): Promise<void> {
    for (let looks = 0; looks < 500 && !(await isSo()); looks++) await new Promise(resolve => setTimeout(resolve, 20))
    assert.ok(await isSo())
  }

  /** So much time passes, and all instances do what is due, at the same moment. */
  async pass(milliseconds: number, instances = this.instances): Promise<void> {
    this.clock.forward(milliseconds)
    for (let turn = 0; turn < 3; turn++) {
      await Promise.all(instances.flatMap(({ app }) => [app.recover('urgent'), app.recover('watch')]))
      await Promise.all(instances.map(({ app }) => app.idle()))
    }
  }

  /** Messages that any instance sent to the people of these checks, not redrawn: by check. */
  told(checks: readonly Case[]): readonly (readonly (string | undefined)[])[] {
    return checks.map(({ surfaces }) => {
      const places = surfaces.map(({ conversationId }) => conversationId)
      return this.#all
        .flatMap(({ chat }) => chat.drawn)
        .filter(({ screen, surface }) => screen.kind === 'notice' && places.includes(surface.conversationId))
        .map(({ screen }) => noteOn(screen))
    })
  }
}

export const phasesOf = (checks: readonly Case[]) => checks.map(({ phase }) => phase.name)
