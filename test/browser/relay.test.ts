import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { PlaygroundPage } from './playgroundPage.js'
import { CHANNEL, openThree, type Three } from './relay/threePages.js'

/** Folder for screenshots of what people see, and for the bot's log. */
const output = '.test-output/relay'
const SARA = { key: 'sara', name: 'Sara Davis' }
const HELEN = { key: 'helen', name: 'Helen Park' }
const ADELE = { key: 'admin', name: 'Adele Admin' }

let three: Three
let sara: PlaygroundPage
let helen: PlaygroundPage
let adele: PlaygroundPage
before(async () => {
  three = await openThree({
    folder: output,
    simulator: { routerIntervalMs: 0 },
    employee: SARA,
    agents: [HELEN, ADELE],
  })
  sara = three.employee
  ;[helen, adele] = three.agents
})
after(() => three?.close())

describe('three people at one channel', () => {
  it('see one card, press its buttons in turn, and all see the newest, although the bot starts again', async () => {
    const { field } = three.stack.simulator
    const nora = 'nora@contoso.com'
    for (const page of [helen, adele, sara]) await page.open(CHANNEL)
    await helen.post(` ${nora} is stuck in Contoso Field Service`, { mention: true })
    for (const page of [helen, adele, sara]) console.log(await page.thread(nora).waitForCard('We found the cause'))
    await three.screenshots('found')
    field.control.grantRouter()
    await adele.thread(nora).press('Check again')
    for (const page of [helen, adele, sara])
      await page.thread(nora).waitForCard('Mail is waiting, and we do not see why')
    await three.screenshots('waiting')
  })
})
