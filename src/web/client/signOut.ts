import { forgetDrafts } from './drafts.js'
import type { PageContext } from './pageContext.js'

/** Of the same browser, and of this host alone. */
const TABS = 'pending-send'

/** The button in the header. The server takes no form, which another site could send as well, so the script sends it. */
export function prepareSignOut({ connection, drafts, notices, sentences, say, go }: PageContext): void {
  const tabs = new BroadcastChannel(TABS)
  const form = document.querySelector<HTMLFormElement>('form.person')
  const leave = () => {
    // Before the browser has left, fields can still say that something was typed.
    drafts.forget()
    forgetDrafts(() => window.sessionStorage)
    go('/check/signed-out')
  }
  // The other tabs would go on showing their cards to the next person.
  tabs.addEventListener('message', leave)
  // The browser has kept this page, although it was told not to: the server knows whether its person is still there.
  window.addEventListener('pageshow', ({ persisted }) => persisted && location.reload())
  let isSending = false
  const signOut = async () => {
    if (isSending) return
    isSending = true
    notices.set('said', null)
    const outcome = await connection.send({ path: '/check/sign-out', body: '{}' })
    isSending = false
    // Whose session had ended before is signed out as well.
    if (outcome.kind === 'unchanged' || outcome.kind === 'signedOut') {
      tabs.postMessage('signedOut')
      return leave()
    }
    say(outcome)
    const sentence = 'sentence' in outcome ? outcome.sentence : null
    notices.set('said', sentence ?? sentences.notSignedOut, { title: sentences.tryAgain, press: () => void signOut() })
  }
  form?.addEventListener('submit', event => {
    event.preventDefault()
    void signOut()
  })
}
