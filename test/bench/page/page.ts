/** What the web page costs: beside the chat, and beside a page that does nothing. */
import { startStack } from '../../demo/stack.js'
import { inFolder } from '../../tools/folder.js'
import { compareFirstCard } from './firstCard.js'
import { comparePeople } from './people.js'
import { Visitor } from './visitor.js'
import { loadPage, weightOf } from './weight.js'

export function comparePage(): Promise<string> {
  return inFolder(async folder => {
    const stack = await startStack({ folder, helpdesk: ['helen'], web: true, simulator: { routerIntervalMs: 0 } })
    try {
      const { url } = stack.bot
      const sara = new Visitor(url, 'sara')
      await sara.signIn()
      await sara.begin()
      await sara.wait()
      const loaded = await loadPage(url, `/check/case/${sara.caseId}`, sara.cookie)
      const first = await compareFirstCard(url, sara, loaded)
      return [await comparePeople(stack), weightOf(loaded), first].join('\n\n')
    } finally {
      await stack.close()
    }
  })
}
