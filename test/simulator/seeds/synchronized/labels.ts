/** A sender of a seed, and what is wrong there: the cause that holds its e-mail. */
export interface LabelledSender {
  readonly sender: string
  /** null: nothing is. */
  readonly cause: string | null
}

/** Gate 2: senders whose e-mail was handed over, and is held by their mailbox. */
export const MAILBOX_SENDERS: readonly LabelledSender[] = [
  { sender: 'nora@contoso.com', cause: null },
  { sender: 'yamada@contoso.com', cause: null },
  { sender: 'support@contoso.com', cause: null },
  { sender: 'sara@contoso.com', cause: 'mailboxNotEnabled' },
  { sender: 'quinn@contoso.com', cause: 'mailboxNotEnabled' },
  { sender: 'felix@contoso.com', cause: 'mailboxNotEnabled' },
  { sender: 'ute@contoso.com', cause: 'mailboxNotApproved' },
  { sender: 'mia@contoso.com', cause: 'deliveryMethod' },
  { sender: 'ivan@contoso.com', cause: 'mailboxInactive' },
  { sender: 'paul@contoso.com', cause: 'serverProfile' },
  { sender: 'petra@contoso.com', cause: 'serverProfile' },
  { sender: 'adam@contoso.com', cause: 'addressMismatch' },
  { sender: 'lena@contoso.com', cause: 'mailboxPostponed' },
  { sender: 'wen@contoso.com', cause: 'sendLater' },
  { sender: 'dave@contoso.com', cause: 'senderDisabled' },
  { sender: 'lucy@contoso.com', cause: 'senderUnlicensed' },
  { sender: 'hugo@contoso.com', cause: 'otherMailboxError' },
  { sender: 'tom@contoso.com', cause: 'notSubmitted' },
  { sender: 'newsletter@contoso.com', cause: 'slowlyLeaving' },
  { sender: 'rosa@contoso.com', cause: 'failedMails' },
  { sender: 'events@contoso.com', cause: 'queueOwnerWithoutRole' },
  { sender: 'orders@contoso.com', cause: 'noMailbox' },
  { sender: 'shared@contoso.com', cause: 'senderUnknown' },
]

/** Gate 1: senders in whose name another account tried to send, and was refused. */
export const HELD_SENDERS: readonly LabelledSender[] = [
  { sender: 'grace@contoso.com', cause: 'senderConsent' },
  { sender: 'omar@contoso.com', cause: 'sendAsPrivilege' },
  { sender: 'obrien@contoso.com', cause: 'sendAsDepth' },
  { sender: 'invoices@contoso.com', cause: 'queueAccess' },
  { sender: 'karim@contoso.com', cause: 'actingAccountDisabled' },
  { sender: 'lars@contoso.com', cause: 'sendAsPrivilege' },
  { sender: 'ines@contoso.com', cause: 'senderConsent' },
]

/** Every sender of `seedOnlineContoso` with e-mails, and its cause. */
export const ONLINE_SENDERS: readonly LabelledSender[] = [...MAILBOX_SENDERS, ...HELD_SENDERS]

/** Of `seedCopyOfProduction`. */
export const COPY_SENDERS: readonly LabelledSender[] = [
  { sender: 'nora@contoso.com', cause: 'everybodyWaits' },
  { sender: 'sara@contoso.com', cause: 'everybodyWaits' },
  { sender: 'omar@contoso.com', cause: 'everybodyWaits' },
]
