import { forgetDrafts } from './drafts.js'
import type { PageContext } from './pageContext.js'

/** The button in the header. The server takes no form, which another site could send as well, so the script sends it. */
export function prepareSignOut({ connection, notices, sentences, say, go }: PageContext): void {
  const form = document.querySelector<HTMLFormElement>('form.person')
  let isSending = false
  const signOut = async () => {
    if (isSending) return
    isSending = true
    notices.set('said', null)
    const outcome = await connection.send({ path: '/check/sign-out', body: '{}' })
    isSending = false
    // Whose session had ended before is signed out as well.
    if (outcome.kind === 'unchanged' || outcome.kind === 'signedOut') {
      forgetDrafts(() => window.sessionStorage)
      return go('/check/signed-out')
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
