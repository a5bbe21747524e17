import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { view } from '../../fixtures/library.js'
import { queueScreens } from '../../fixtures/screens/queueScreens.js'
import { channelRoot } from '../../fixtures/triage.js'
import { textsOf } from '../nodes.js'

const screens = queueScreens()
const screen = (name: string) => screens[`guard: ${name}`] ?? assert.fail(name)
const said = (name: string) => textsOf(view.card(screen(name), channelRoot)).at(-1) ?? ''

describe('what the channel is told about the mail of an organization', () => {
  it('has since when nothing left in the time of the reader, how much waits, and what to look at', () => {
    assert.equal(
      said('the router has stopped'),
      'Nothing has left Contoso since {{DATE(2026-11-23T10:00:00Z, SHORT)}}, {{TIME(2026-11-23T10:00:00Z)}}. 12 e-mails of 7 senders wait. As far as we can see, the Email Router has stopped. Check on its server whether the service "Microsoft CRM Email Router" is running, and what the newest event in its log says.',
    )
    assert.match(said('synchronization has stopped'), /2 e-mails of 2 senders wait\..*background operations are off\.$/)
    assert.match(
      said('nothing ever left a copy'),
      /^Nothing has ever left Contoso\. More than 50,000 e-mails wait\..*it would leave\.$/,
    )
  })

  it('has how long it lasted, when mail leaves again', () => {
    assert.match(
      said('mail leaves again'),
      /^Mail leaves Contoso again, since \{\{DATE.* Nothing had left for one minute\.$/,
    )
    assert.match(said('mail leaves again after hours'), /for 4 hours\.$/)
    assert.match(said('mail leaves again after days'), /for 3 days\.$/)
  })

  it('is summed up in a line with the time in UTC', () => {
    const summary = view.summary(screen('mail leaves again'), 'en-US')
    assert.match(summary, /^Mail leaves Contoso again, since 2026-11-23 10:00 UTC at the latest\./)
  })
})
