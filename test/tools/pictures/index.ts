import type { Picture } from './parts.js'
import { disabledRouterAccount, disabledSender, mailbox, pendingEmail } from './records.js'
import { routerConfiguration } from './routerConfiguration.js'
import { currentEditor, currentEditorDepth, legacyEditor, legacyEditorDepth } from './routerPrivilege.js'
import { gearMenu, sendOnYourBehalf } from './senderConsent.js'
import { listOfUsers } from './senderUnknown.js'

/** Every picture by the name that the guides give it: its file below cards/images, without .png. */
export const pictures: Readonly<Record<string, Picture>> = {
  'senderUnknown/1': listOfUsers,
  'routerAccountUnknown/1': routerConfiguration,
  'routerAccountDisabled/1': disabledRouterAccount,
  'senderDisabled/1': disabledSender,
  'deliveryMethod/1': mailbox,
  'senderConsent/1': gearMenu,
  'senderConsent/2': sendOnYourBehalf,
  'routerPrivilege/1': currentEditor,
  'routerPrivilege/2': legacyEditor,
  'routerPrivilegeDepth/1': currentEditorDepth,
  'routerPrivilegeDepth/2': legacyEditorDepth,
  'justWaiting/1': pendingEmail,
}
