import { type CodeAt, codesIn, fold, standsAlone } from '../errorText.js'
import type { FaultId } from '../messageKey.js'
import { createPhraseFinder } from './phraseFinder.js'

/**
 * The other faults that can hold back mail, as mailbox alerts, mail servers' answers and the router's log report them.
 * Their texts are in the strings, below `faults.ID`. It is one list, so this file exceeds the size limit.
 */
export interface MailboxFault {
  readonly id: FaultId
  /** Error codes, for example 0x8005E219. Codes that the platform uses for all kinds of errors (0x80040216, 0x80040256) are left out. */
  readonly codes: readonly string[]
  /** Symbolic names, as they appear. */
  readonly names: readonly string[]
  /** Parts of alert texts that no other fault has, in the form that `fold` gives them. */
  readonly texts: readonly string[]
  /** Who has to act: a key below `acts`. */
  readonly acts:
    | 'sender'
    | 'dynamicsAdministrator'
    | 'microsoft365Administrator'
    | 'exchangeAdministrator'
    | 'microsoft'
  /** Microsoft's support article about it. */
  readonly article: string
}

export interface AlertText {
  readonly text: string
  readonly details: string | null
}

const LEARN = 'https://learn.microsoft.com/en-us'
const SALES = `${LEARN}/troubleshoot/dynamics-365/sales`
const SYNC = `${LEARN}/troubleshoot/power-platform/dataverse/email-exchange-synchronization`
/** For codes that have no article of their own. */
const OVERVIEW = `${SYNC}/troubleshooting-monitoring-server-side-synchronization`

/** Specific faults come before general ones: if an alert matches several, the first of this list counts. */
export const mailboxFaults: readonly MailboxFault[] = [
  {
    id: 'queueSendAs',
    codes: ['0x8004480F'],
    names: ['UserDoesNotHaveSendAsForQueue'],
    texts: ['send email as the selected queue', 'could not send as the queue'],
    acts: 'dynamicsAdministrator',
    article: `${LEARN}/power-platform/admin/send-email-on-behalf`,
  },
  {
    id: 'exchangeSendAs',
    codes: [],
    names: ['ErrorSendAsDenied', 'SendAsDenied', 'MapiExceptionSendAsDenied'],
    texts: [
      'does not have the right to send mail on behalf of the specified sending account',
      'insufficient delegate permissions to send the email message',
      'client does not have permissions to send as this sender',
    ],
    acts: 'exchangeAdministrator',
    article: `${SALES}/errors-occur-when-sending-on-behalf-of-or-send-as-another-user-via-crm-email-router`,
  },
  {
    id: 'impersonation',
    codes: [],
    names: ['ErrorImpersonateUserDenied', 'ErrorImpersonationDenied', 'ErrorImpersonationFailed'],
    texts: [
      'an impersonation error occurred in accessing the mailbox',
      'does not have permission to impersonate the requested user',
    ],
    acts: 'exchangeAdministrator',
    article: `${SYNC}/the-account-does-not-have-permission-to-impersonate-the-requested-user-error`,
  },
  {
    id: 'routerLoadData',
    codes: [],
    names: [],
    texts: ['unable to retrieve user and queue information', 'uri did not return any service endpoints'],
    acts: 'dynamicsAdministrator',
    article: `${SALES}/unable-configure-crm-email-router`,
  },
  {
    id: 'routerUserCredentials',
    codes: [],
    names: [],
    texts: ['router service configuration parameter "emailuser" is missing'],
    acts: 'sender',
    article: `${SALES}/email-router-service-configuration-parameter-emailuser-is-missing-error`,
  },
  {
    id: 'approvalNeeded',
    codes: ['0x8005E220'],
    names: [
      'OutgoingEmailS2SApprovalNeeded',
      'IncomingEmailS2SApprovalNeeded',
      'ExchangeSyncEmailS2SApprovalNeeded',
      'UnapprovedMailbox',
    ],
    texts: [
      'requires an approval by an office 365 administrator',
      'until the email address of the mailbox is approved by an office 365 administrator',
      "because their email addresses haven't been approved",
    ],
    acts: 'microsoft365Administrator',
    article: `${SALES}/email-cannot-be-sent`,
  },
  {
    id: 'approverLacksRole',
    codes: [],
    names: [],
    texts: ['a failure occurred in crmsecurity', 'should be a global administrator to approve mailbox'],
    acts: 'microsoft365Administrator',
    article: `${SYNC}/a-failure-occurred-crmsecurity`,
  },
  {
    id: 'mailboxDisabled',
    codes: ['0x8005E219', '0x8005E230'],
    names: ['MailboxDisabled', 'InactiveMailbox', 'CannotActivateMailboxForDisabledUserOrQueue'],
    texts: ['is deactivated or disabled for outgoing email'],
    acts: 'dynamicsAdministrator',
    article: `${SYNC}/email-message-cannot-be-sent`,
  },
  {
    id: 'mailboxAddress',
    codes: ['0x8005E221'],
    names: ['InvalidOutgoingMailboxEmailAddress', 'InvalidIncomingMailboxEmailAddress', 'InvalidEmailAddressInMailbox'],
    texts: ["because the mailbox record doesn't have a valid email address"],
    acts: 'dynamicsAdministrator',
    article: `${SALES}/invalidoutgoingmailboxemailaddress-error-in-mailbox-alert`,
  },
  {
    id: 'mailboxCredentials',
    codes: ['0x8005E209'],
    names: ['InvalidOutgoingMailboxCredentials', 'InvalidIncomingMailboxCredentials', 'MailboxCredentialNotSpecified'],
    texts: ['make sure that the credentials specified in the mailbox'],
    acts: 'dynamicsAdministrator',
    article: `${SALES}/make-sure-credentials-specified-in-mailbox-correct-and-have-sufficient-permission`,
  },
  {
    id: 'noExchangeMailbox',
    codes: [],
    names: ['ErrorNonExistentMailbox'],
    texts: [
      'sendonly cannot be used by a user without a mailbox',
      'the smtp address has no mailbox associated with it',
    ],
    acts: 'dynamicsAdministrator',
    article: `${SALES}/mailbox-not-have-valid-email-address-error`,
  },
  {
    id: 'exchangeLicense',
    codes: ['0x8005E276'],
    names: [],
    texts: [],
    acts: 'microsoft365Administrator',
    article: `${SYNC}/error-code-8005e276`,
  },
  {
    id: 'microsoft365UserDisabled',
    codes: ['0x8005E273'],
    names: [],
    texts: [],
    acts: 'microsoft365Administrator',
    article: `${SYNC}/error-code-8005e273`,
  },
  {
    id: 'noRestMailbox',
    codes: ['0x8005E274'],
    names: ['MailboxNotEnabledForRESTAPI'],
    texts: [],
    acts: 'microsoft365Administrator',
    article: `${SYNC}/error-code-8005e274`,
  },
  {
    id: 'addressUnknown',
    codes: [],
    names: [],
    texts: ['because no user was found with the email address'],
    acts: 'microsoft365Administrator',
    article: `${SYNC}/test-enable-fails-for-unrecognized-email-address`,
  },
  {
    id: 'profileAccountUnauthorized',
    codes: ['0x8005E272'],
    names: [],
    texts: [],
    acts: 'dynamicsAdministrator',
    article: `${SYNC}/error-code-8005e272`,
  },
  {
    id: 'profileCredentials',
    codes: [],
    names: [],
    texts: [
      'credentials specified in the associated email server profile are incorrect or have insufficient permissions',
      'anonymous request disallowed',
    ],
    acts: 'exchangeAdministrator',
    article: `${SALES}/error-when-enabling-mailbox`,
  },
  {
    id: 'profilePassword',
    codes: [],
    names: [],
    texts: ['remote server error: (401) unauthorized'],
    acts: 'dynamicsAdministrator',
    article: `${SYNC}/test-connection-fails-email-server`,
  },
  {
    id: 'exchangeUnauthorized',
    codes: [],
    names: ['NoUserFoundWithGivenClaims'],
    texts: ['http server returned 401 unauthorized', 'user does not exist in tenant with id'],
    acts: 'dynamicsAdministrator',
    article: `${SYNC}/exception-when-using-server-side-sync`,
  },
  {
    id: 'exchangeForbidden',
    codes: [],
    names: [],
    texts: ['http server returned forbidden', 'http server returned 403 forbidden'],
    acts: 'exchangeAdministrator',
    article: `${SYNC}/http-server-returned-forbidden-exception`,
  },
  {
    id: 'exchangeNotFound',
    codes: [],
    names: [],
    texts: ['http server returned 404 notfound'],
    acts: 'dynamicsAdministrator',
    article: `${SALES}/http-server-returned-404-notfound-exception`,
  },
  {
    id: 'sendingLimit',
    codes: [],
    names: ['ErrorSubmissionQuotaExceeded'],
    texts: [],
    acts: 'dynamicsAdministrator',
    article: `${SYNC}/errorsubmissionquotaexceeded-exception`,
  },
  {
    id: 'mailboxQuota',
    codes: [],
    names: ['ErrorQuotaExceeded'],
    texts: [],
    acts: 'exchangeAdministrator',
    article: `${SYNC}/errorquotaexceeded-exchange-server-returned-403-error`,
  },
  {
    id: 'gmailLimit',
    codes: [],
    names: ['GeneralOutgoingEmailServerError GeneralFailure'],
    texts: [],
    acts: 'dynamicsAdministrator',
    article: `${SALES}/generaloutgoingemailservererror`,
  },
  {
    id: 'smtpSignIn',
    codes: [],
    names: ['OutgoingEmailAuthenticationError'],
    texts: [
      '535 5.7.8',
      '535-5.7.8',
      'server certificate needed to connect to the email server could not be validated',
    ],
    acts: 'sender',
    article: `${SYNC}/outgoingemailauthenticationerror-shows-in-mailbox-alert`,
  },
  {
    id: 'smtpPort',
    codes: [],
    names: [],
    texts: ['smtpexception: syntax error, command unrecognized'],
    acts: 'dynamicsAdministrator',
    article: `${SYNC}/error-while-sending-the-email-message`,
  },
  {
    id: 'connectFailure',
    codes: [],
    names: ['ConnectFailure', 'NameResolutionFailure'],
    texts: [],
    acts: 'dynamicsAdministrator',
    article: `${SYNC}/error-occurs-sending-email-for-mailbox`,
  },
  {
    id: 'secureConnection',
    codes: [],
    names: [],
    texts: ['an error occurred while establishing a secure connection to the email server'],
    acts: 'microsoft365Administrator',
    article: `${SALES}/error-test-and-enable-user-mailbox`,
  },
  {
    id: 'smtpRelay',
    codes: [],
    names: [],
    texts: ['no connection could be made because the target machine actively refused it'],
    acts: 'exchangeAdministrator',
    article: `${SALES}/recipient-does-not-receive-emails-sent-from-dynamics-crm-web-client`,
  },
  {
    id: 'otherOrganization',
    codes: [],
    names: ['OutgoingIncorrectCrmOrgError', 'IncomingIncorrectCrmOrgError', 'ExchangeSyncIncorrectCrmOrgError'],
    texts: [
      'is configured for another dynamics 365 organization',
      'is configured with another microsoft dynamics 365 organization',
    ],
    acts: 'dynamicsAdministrator',
    article: `${SALES}/emails-not-synced-because-email-is-configured-for-another-organization-error`,
  },
  {
    id: 'addressInUse',
    codes: [],
    names: [],
    texts: ['is currently in use for mailbox'],
    acts: 'dynamicsAdministrator',
    article: `${SALES}/exchange-email-address-is-currently-use`,
  },
  {
    id: 'serverProfile',
    codes: ['0x8005E222', '0x8005E228'],
    names: ['InvalidIncomingEmailServerProfile', 'EmailServerProfileNotAssociated', 'InactiveEmailServerProfile'],
    texts: ['does not have an email server profile associated with it', 'or the email server profile is inactive'],
    acts: 'dynamicsAdministrator',
    article: `${SYNC}/mailbox-does-not-have-email-server-profile`,
  },
  {
    id: 'serverLocation',
    codes: ['0x8005E218', '0x8005E20A'],
    names: ['InvalidEmailServerLocation', 'EmailServerProfileInvalidServerLocation'],
    texts: ['the mailbox location could not be determined'],
    acts: 'dynamicsAdministrator',
    article: `${SYNC}/error-when-testing-enabling-mailbox`,
  },
  {
    id: 'unsupportedServer',
    codes: ['0x8005E242', '0x8005E247'],
    names: ['UnsupportedEmailServer', 'MailboxUnsupportedEmailServerType'],
    texts: [],
    acts: 'dynamicsAdministrator',
    article: OVERVIEW,
  },
  {
    id: 'outgoingMethod',
    codes: ['0x8005E226'],
    names: ['InvalidOutgoingDeliveryExpectingEmailConnector'],
    texts: [],
    acts: 'dynamicsAdministrator',
    article: OVERVIEW,
  },
  {
    id: 'forwardMailbox',
    codes: ['0x8005E225', '0x8005E213'],
    names: ['OutgoingNotAllowedForForwardMailbox', 'ForwardMailboxUnexpectedOutgoingDeliveryMethod'],
    texts: [],
    acts: 'dynamicsAdministrator',
    article: OVERVIEW,
  },
  {
    id: 'messageTooLarge',
    codes: ['0x8005E237'],
    names: ['EmailMessageSizeExceeded'],
    texts: [],
    acts: 'sender',
    article: OVERVIEW,
  },
  {
    id: 'userDisabled',
    codes: ['0x80040225', '0x8004A112', '0x8004D24B'],
    names: ['unManagedidsusernotenabled', 'SystemUserDisabled', 'UserNotAssignedLicense'],
    texts: [],
    acts: 'dynamicsAdministrator',
    article: `${SYNC}/email-message-cannot-be-sent`,
  },
  {
    id: 'userWithoutRole',
    codes: ['0x80042F09'],
    names: ['UserNotAssignedRoles'],
    texts: ['no roles are assigned to user'],
    acts: 'dynamicsAdministrator',
    article: `${SALES}/email-server-error-code-crm-80042f09-usernotassignedroles`,
  },
  {
    id: 'queueOwner',
    codes: [],
    names: [],
    texts: ['the owner of this queue does not have sufficient privileges to work with the queue'],
    acts: 'dynamicsAdministrator',
    article: `${SALES}/error-send-tracked-email-message-another-user`,
  },
  {
    id: 'mailboxPermission',
    codes: ['0x80048306'],
    names: [],
    texts: ["because the mailbox user doesn't have sufficient permissions on this mailbox"],
    acts: 'dynamicsAdministrator',
    article: `${SYNC}/error-when-you-test-enable-a-mailbox`,
  },
  {
    id: 'actOnBehalf',
    codes: ['0x8004A110'],
    names: ['CannotActOnBehalfOfAnotherUser', 'prvActOnBehalfOfAnotherUser'],
    texts: [],
    acts: 'dynamicsAdministrator',
    article: `${LEARN}/power-apps/developer/data-platform/impersonate-another-user`,
  },
  {
    id: 'privilegeMissing',
    codes: ['0x8005E259', '0x80040220'],
    names: ['PrivilegeDenied'],
    texts: ['is missing prv'],
    acts: 'dynamicsAdministrator',
    article: `${SYNC}/error-code-8005e259`,
  },
  {
    id: 'noSender',
    codes: ['0x80040B01', '0x80040B02', '0x80040B08'],
    names: [
      'unManagedidscommunicationsbadsender',
      'unManagedidscommunicationsnosender',
      'unManagedidscommunicationsnosenderaddress',
    ],
    texts: [],
    acts: 'sender',
    article: OVERVIEW,
  },
  {
    id: 'noRecipient',
    codes: ['0x80040B04', '0x80044192'],
    names: ['EmailRecipientNotSpecified', 'InvalidEmailAddressFormat'],
    texts: [],
    acts: 'sender',
    article: OVERVIEW,
  },
  {
    id: 'wrongBusinessUnit',
    codes: ['0x80041409', '0x8004140D'],
    names: ['UserInWrongBusiness', 'TeamInWrongBusiness'],
    texts: [],
    acts: 'dynamicsAdministrator',
    article: `${LEARN}/power-platform/admin/wp-security-cds`,
  },
  {
    id: 'notAMember',
    codes: ['0x80072560'],
    names: ['UserNotMemberOfOrg'],
    texts: ['the user is not a member of the organization'],
    acts: 'dynamicsAdministrator',
    article: `${LEARN}/power-platform/admin/create-users`,
  },
  {
    id: 'testNotAllowed',
    codes: ['0x8005E232'],
    names: ['NoTestEmailAccessPrivilege'],
    texts: [],
    acts: 'dynamicsAdministrator',
    article: OVERVIEW,
  },
  {
    id: 'testRunning',
    codes: ['0x8005E248'],
    names: ['TestEmailConfigurationScheduledInProgress'],
    texts: [],
    acts: 'dynamicsAdministrator',
    article: OVERVIEW,
  },
  {
    id: 'mailboxUnknown',
    codes: ['0x8005E217'],
    names: ['InvalidMailbox'],
    texts: [],
    acts: 'dynamicsAdministrator',
    article: OVERVIEW,
  },
  {
    id: 'migrationFiles',
    codes: ['0x8005F031', '0x8005F032'],
    names: ['EmailRouterFileTooLargeToProcess', 'ErrorsInEmailRouterMigrationFiles'],
    texts: [],
    acts: 'dynamicsAdministrator',
    article: `${LEARN}/power-platform/admin/connect-exchange-online`,
  },
  {
    id: 'routerSignIn',
    codes: ['0x80048821'],
    names: [
      'AADSTS50126',
      'AADSTS50034',
      'AADSTS50055',
      'AADSTS50057',
      'AADSTS50076',
      'AADSTS50079',
      'AADSTS53003',
      'AADSTS700016',
    ],
    texts: [
      'id3242: the security token could not be authenticated or authorized',
      'the authentication endpoint username was not found',
    ],
    acts: 'dynamicsAdministrator',
    article: OVERVIEW,
  },
  {
    id: 'routerConnection',
    codes: [],
    names: ['EndpointNotFoundException'],
    texts: [
      'could not create ssl/tls secure channel',
      'the underlying connection was closed',
      'the remote name could not be resolved',
      'unable to connect to the remote server',
    ],
    acts: 'dynamicsAdministrator',
    article: OVERVIEW,
  },
  {
    id: 'sendFailure',
    codes: [],
    names: ['SendFailure'],
    texts: [],
    acts: 'microsoft',
    article: `${SALES}/web-server-returned-sendfailure-exception`,
  },
  {
    id: 'temporaryServerError',
    codes: [],
    names: ['GeneralOutgoingEmailServerError'],
    texts: [],
    acts: 'dynamicsAdministrator',
    article: `${SALES}/generaloutgoingemailservererror-error`,
  },
  {
    id: 'exchangeError',
    codes: [],
    names: ['UnknownOutgoingEmailIntegrationError'],
    // All error names of Exchange begin with "Error".
    texts: ['exchange server returned error', 'exchange.server returned error'],
    acts: 'exchangeAdministrator',
    article: `${SALES}/exchange-error-in-dynamics-365-mailbox-alert`,
  },
]

/** The privilege by its name and id: as certain as the code, since the sentences around it may name any privilege. */
const SEND_AS_PRIVILEGE = [
  'is missing prvsendasuser',
  'privilegename: prvsendasuser',
  '6fd3eb4f-66e3-4587-b4ab-c064f03ad783',
] as const

interface Signs {
  readonly means: MailboxFault | 'sendAs' | 'routerDisabled'
  readonly codes: readonly string[]
  readonly names: readonly string[]
  readonly texts: readonly string[]
}

/**
 * These two causes have checks of their own. 0x8004480E, between the codes for users and for queues, is about quotes and
 * currencies. The wordings in other languages are our translations: the product's may differ, but its codes do not.
 */
const SIGNS: readonly Signs[] = [
  {
    means: 'sendAs',
    codes: ['0x8004480D'],
    names: ['UserDoesNotHaveSendAsAllowed'],
    texts: [
      'user does not have send-as privilege',
      'user does not have send as privilege',
      'you cannot send email as the selected user',
      "you can't send email as the selected user",
      'der benutzer verfügt nicht über die berechtigung "senden als"',
      'sie können keine email als der ausgewählte benutzer senden',
      'sie können keine emails als der ausgewählte benutzer senden',
      "l'utilisateur ne dispose pas du privilège envoyer en tant que",
      "vous ne pouvez pas envoyer d'email en tant qu'utilisateur sélectionné",
      'no puede enviar correo electrónico como el usuario seleccionado',
      'el usuario no tiene el privilegio enviar como',
      "non è possibile inviare email come l'utente selezionato",
      'u kunt geen email verzenden als de geselecteerde gebruiker',
      'não é possível enviar email como o usuário selecionado',
    ],
  },
  { means: 'routerDisabled', codes: ['0x8005E246'], names: ['RouterIsDisabled'], texts: [] },
  ...mailboxFaults.map(fault => ({ ...fault, means: fault })),
]

/** A fault of the list, or one of the two with checks of their own. */
export type FaultName = FaultId | 'sendAs' | 'routerDisabled'

/** The kinds of signs, the most certain first. */
const SURE = { code: 0, name: 1, wording: 2 } as const

/** A sign of a fault in a folded text. */
export interface FaultSign {
  readonly fault: FaultName
  /** 0 a code, 1 a name, 2 a wording. */
  readonly rank: 0 | 1 | 2
  /** Position of the fault in the list: specific before general. */
  readonly order: number
  readonly at: number
}

const BY_CODE = new Map(
  SIGNS.flatMap(({ means, codes }, order) => codes.map(code => [code, { fault: idOf(means), order }] as const)),
)
const PHRASES = [
  ...SIGNS.flatMap(({ means, names, texts }, order) => [
    ...names.map(name => ({ fault: idOf(means), order, rank: SURE.name, phrase: name.toLowerCase() })),
    ...texts.map(phrase => ({ fault: idOf(means), order, rank: SURE.wording, phrase })),
  ]),
  ...SEND_AS_PRIVILEGE.map(phrase => ({ fault: 'sendAs', order: 0, rank: SURE.code, phrase }) as const),
]
const FINDER = createPhraseFinder(PHRASES.map(({ phrase }) => phrase))

function idOf(means: Signs['means']): FaultName {
  return typeof means === 'object' ? means.id : means
}

/** Every sign in a text that `fold` made; `codes` are its `codesIn`. */
export function signsIn(text: string, codes: readonly CodeAt[]): readonly FaultSign[] {
  const signs: FaultSign[] = []
  for (const { code, at } of codes) {
    const known = BY_CODE.get(code)
    if (known) signs.push({ ...known, rank: SURE.code, at })
  }
  FINDER.scan(text, (number, end) => {
    const sign = PHRASES[number]
    if (!sign) return
    const { fault, order, rank, phrase } = sign
    const at = end - phrase.length
    if (rank === SURE.wording || standsAlone(text, at, end)) signs.push({ fault, rank, order, at })
  })
  return signs
}

/** The most certain sign, and among equally certain ones the most specific; null: there is none. */
export function surest(signs: readonly FaultSign[]): FaultSign | null {
  const first = signs[0] ?? null
  return signs.reduce((best, sign) => (best && isSurer(sign, best) ? sign : best), first)
}

function isSurer(sign: FaultSign, than: FaultSign): boolean {
  return sign.rank < than.rank || (sign.rank === than.rank && sign.order < than.order)
}

/** Longer than any alert, and than a pasted log should be. */
const READ_AT_MOST = 1_048_576

/** The fault that an alert reports. A code is more certain than a name, and a name than the wording; null: no known fault. */
export function faultOf(alert: AlertText): Signs['means'] | null {
  const text = fold(`${alert.text.slice(0, READ_AT_MOST)} | ${(alert.details ?? '').slice(0, READ_AT_MOST)}`)
  const sign = surest(signsIn(text, codesIn(text)))
  return sign ? (SIGNS[sign.order]?.means ?? null) : null
}
