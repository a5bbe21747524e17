import { after, before } from 'node:test'
import { openStage, type Stage } from '../scenes.js'
import { output, type Visitor, visit } from './visitor.js'

/** The bot with its page, and browsers for people. What no router takes away waits until a scene polls. */
export interface WebStage {
  stage(): Stage
  contoso(): Stage['stack']['simulator']['contoso']
  /** Opens a browser of their own for somebody. */
  visit(options?: { readonly javaScript?: false }): Promise<Visitor>
  /** What the browsers complained about so far. */
  complaints(): readonly string[]
  /**
   * Plays this part of a scene while no other scene plays such a part. The router sends everybody's mail, so what comes after a
   * consent is one.
   */
  alone<T>(part: () => Promise<T>): Promise<T>
  /** The writes of somebody: others may be at it at the same time. */
  writesOf(name: string): readonly string[]
}

export function openWebStage(): WebStage {
  let stage: Stage
  const visitors: Visitor[] = []
  let last: Promise<unknown> = Promise.resolve()
  before(async () => {
    stage = await openStage({
      folder: output,
      simulator: { routerIntervalMs: 0 },
      helpdesk: ['helen', 'admin'],
      watchSeconds: 1,
      web: true,
    })
  })
  after(async () => {
    // Scenes that end well close their pages; these are what the others came to.
    const left = visitors.flatMap(({ context }) => context.pages())
    for (const [i, page] of left.entries()) await page.screenshot({ path: `${output}/failed-${i + 1}.png` })
    await stage?.close()
  })
  const contoso = () => stage.stack.simulator.contoso
  return {
    stage: () => stage,
    contoso,
    async visit(options) {
      const visitor = await visit(stage.browser, { origin: stage.stack.bot.url, ...options })
      visitors.push(visitor)
      return visitor
    },
    alone(part) {
      const playing = last.then(part)
      last = playing.catch(() => {})
      return playing
    },
    complaints: () => visitors.flatMap(({ complaints }) => complaints),
    writesOf: name =>
      contoso()
        .written.filter(({ by }) => by === name)
        .map(({ method }) => method),
  }
}
