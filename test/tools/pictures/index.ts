import { emailConfiguration, systemSettings } from './emailSettings.js'
import { activate, alerts, approveEmail, outgoingMethod, testAndEnable } from './mailbox.js'
import type { Picture } from './parts.js'
import { disabledRouterAccount, disabledSender, pendingEmail, privateQueue } from './records.js'
import { routerConfiguration } from './routerConfiguration.js'
import { currentEditor, currentEditorDepth, legacyEditor, legacyEditorDepth } from './sendAsPrivilege.js'
import { gearMenu, sendOnYourBehalf } from './senderConsent.js'
import { listOfUsers } from './senderUnknown.js'

/** Every picture by its name in the guides: its path below cards/images, without .png. */
export const pictures: Readonly<Record<string, Picture>> = {
  'senderUnknown/1': listOfUsers,
  'actingAccountUnknown/1': routerConfiguration,
  'actingAccountDisabled/1': disabledRouterAccount,
  'senderDisabled/1': disabledSender,
  'notTheRouter/1': systemSettings,
  'deliveryMethod/1': outgoingMethod,
  'mailboxNotApproved/1': approveEmail,
  'mailboxNotApproved/2': testAndEnable,
  'mailboxInactive/1': activate,
  'senderConsent/1': gearMenu,
  'senderConsent/2': sendOnYourBehalf,
  'sendAsPrivilege/1': currentEditor,
  'sendAsPrivilege/2': legacyEditor,
  'sendAsDepth/1': currentEditorDepth,
  'sendAsDepth/2': legacyEditorDepth,
  'queueAccess/1': privateQueue,
  'otherMailboxError/1': alerts,
  'justWaiting/1': pendingEmail,
  'routerRetired/1': emailConfiguration,
}
