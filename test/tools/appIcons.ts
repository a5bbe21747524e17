/** Draws the icons of the Teams app: an envelope that leaves. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { launchBrowser } from './browser.js'

const folder = join(fileURLToPath(new URL('../../../', import.meta.url)), 'deploymentTemplates/teamsApp')

/** Sizes and colours: https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-package#app-icons */
const ICONS = [
  { file: 'color.png', size: 192, background: '#4F52B2', margin: 40, stroke: 2 },
  { file: 'outline.png', size: 32, background: 'transparent', margin: 2, stroke: 2 },
] as const

const ENVELOPE = '<path d="M2 7h14v12H2z"/><path d="M2.5 7.5 9 13l6.5-5.5"/><path d="M16 3h6m0 0-3-2.5M22 3l-3 2.5"/>'

const browser = await launchBrowser()
try {
  for (const { file, size, background, margin, stroke } of ICONS) {
    const page = await browser.newPage({ viewport: { width: size, height: size } })
    const drawing = `<svg viewBox="0 -1 24 22" width="${size - 2 * margin}" fill="none" stroke="#fff" stroke-width="${stroke}" stroke-linecap="round" stroke-linejoin="round">${ENVELOPE}</svg>`
    const frame = `width:${size}px;height:${size}px;display:grid;place-items:center;background:${background}`
    await page.setContent(`<!doctype html><body style="margin:0"><div style="${frame}">${drawing}</div></body>`)
    await page.screenshot({ path: join(folder, file), omitBackground: true })
    console.log(file)
  }
} finally {
  await browser.close()
}
