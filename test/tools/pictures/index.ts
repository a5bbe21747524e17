import { emailConfiguration, systemSettings } from './emailSettings.js'
import { delayedEmail, draft, failedEmail, pendingEmail, waitingEmails } from './emails.js'
import {
  activate,
  alerts,
  approveEmail,
  chosenProfile,
  emailAddress,
  outgoingMethod,
  outgoingStatus,
  testAndEnable,
} from './mailbox.js'
import { environment, services } from './operations.js'
import type { Picture } from './parts.js'
import { accessMode, disabledAccount, disabledSender, emptyMailbox, privateQueue, queueOwner } from './records.js'
import { routerConfiguration } from './routerConfiguration.js'
import { currentEditor, currentEditorDepth, legacyEditor, legacyEditorDepth } from './sendAsPrivilege.js'
import { gearMenu, sendOnYourBehalf } from './senderConsent.js'
import { listOfUsers } from './senderUnknown.js'
import { resumeJob, workflowOwner } from './workflows.js'

/** Every picture by its name in the guides: its path below cards/images, without .png. */
export const pictures: Readonly<Record<string, Picture>> = {
  'senderUnknown/1': listOfUsers,
  'actingAccountUnknown/1': routerConfiguration,
  'actingAccountUnknown/2': workflowOwner,
  'actingAccountDisabled/1': disabledAccount,
  'senderDisabled/1': disabledSender,
  'routerRefused/1': systemSettings,
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
  'routerStopped/1': services,
  'senderUnlicensed/1': accessMode,
  'heldJobs/1': resumeJob,
  'noMailbox/1': emptyMailbox,
  'serverProfile/1': chosenProfile,
  'mailboxNotEnabled/1': testAndEnable,
  'mailboxNotEnabled/2': alerts,
  'mailboxTestQueued/1': outgoingStatus,
  'addressMismatch/1': emailAddress,
  'delegatedSending/1': testAndEnable,
  'notSubmitted/1': draft,
  'everybodyWaits/1': environment,
  'mailboxPostponed/1': alerts,
  'sendLater/1': delayedEmail,
  'slowlyLeaving/1': waitingEmails,
  'failedMails/1': failedEmail,
  'queueOwnerWithoutRole/1': queueOwner,
}
