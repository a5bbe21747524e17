import { mkdirSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { type Playground, startPlayground } from '../demo/playground.js'
import { type Stack, type StackOptions, startStack } from '../demo/stack.js'
import { objectIdOf } from '../simulator/index.js'
import { launchBrowser } from '../tools/browser.js'
import { openPlayground, type PlaygroundPage } from './playgroundPage.js'

/** A browser, and the bot with everything it needs; each person has a chat of their own. */
export interface Stage {
  readonly stack: Stack
  readonly browser: Browser
  /** Starts a chat client for a person; pages of the same chat share their conversations. */
  chatOf(key: string, name: string): Promise<Playground>
  open(chat: Playground): Promise<PlaygroundPage>
  /** Opens the client, plays the scene, and takes a screenshot of how it ended. */
  scene(chat: Playground, name: string, play: (page: PlaygroundPage) => Promise<void>): Promise<void>
  close(): Promise<void>
}

/** `folder` receives the screenshots and the bot's log. */
export async function openStage(options: StackOptions): Promise<Stage> {
  const { folder } = options
  mkdirSync(folder, { recursive: true })
  const browser: Browser = await launchBrowser()
  const chats: Playground[] = []
  const stack = await startStack(options)
  const open = (chat: Playground) => openPlayground(browser, chat.url)
  return {
    stack,
    browser,
    open,
    async chatOf(key, name) {
      const chat = await startPlayground({
        botUrl: stack.bot.url,
        port: 0,
        folder: `${folder}/chat-${key}`,
        users: [{ aadObjectId: objectIdOf(key), name, address: `${key}@contoso.com` }],
        tenantId: stack.simulator.tenantId,
      })
      chats.push(chat)
      return chat
    },
    async scene(chat, name, play) {
      const page = await open(chat)
      try {
        await play(page)
      } finally {
        await page.screenshot(`${folder}/${name}.png`)
        await page.close()
      }
    },
    async close() {
      await Promise.all(chats.map(chat => chat.close()))
      await stack.close()
      await browser.close()
    },
  }
}
