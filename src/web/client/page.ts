/** The web page in the browser. The server makes its shell (shell.ts), and this draws what is inside. */
import { prepareRenderer } from './card/renderer.js'
import { createPageContext } from './pageContext.js'
import { showCase, showList } from './pageKinds.js'
import { prepareSignOut } from './signOut.js'
import { showStart } from './start/startForm.js'

const context = createPageContext()
prepareRenderer(context.sentences.more)
prepareSignOut(context)

const { page } = document.body.dataset
if (page === 'start') showStart(context)
else if (page === 'case') showCase(context)
else if (page === 'cases' || page === 'board') showList(context, page)
