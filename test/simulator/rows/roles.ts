/** The security roles of the simulated organizations: privilege → depth. */

/** The role of the bot's application user: it reads what a diagnosis needs, in the whole organization, and nothing else. */
export const READER_ROLE = 'Pending Send Reader'
export const READER = Object.fromEntries(
  [
    'User',
    'UserSettings',
    'Mailbox',
    'Queue',
    'BusinessUnit',
    'Activity',
    'Organization',
    'Role',
    'Team',
    'TraceLog',
    'EmailServerProfile',
    'AsyncOperation',
    // These only make the evidence fuller.
    'Workflow',
    'flowrun',
    'AuditSummary',
  ].map(name => [`prvRead${name}`, 'Global'] as const),
)
export const SALESPERSON = {
  prvReadUser: 'Global',
  prvReadActivity: 'Basic',
  prvWriteActivity: 'Basic',
  prvReadBusinessUnit: 'Global',
} as const
/** A role that ships with the product and cannot be changed. */
export const ADMINISTRATOR_KIND = { managed: true, templateId: '627090ff-40a3-4053-8790-584edc5be201' }
export const ADMINISTRATOR = {
  ...READER,
  prvCreateUser: 'Global',
  prvWriteUser: 'Global',
  prvWriteUserSettings: 'Global',
  prvWriteMailbox: 'Global',
  prvWriteActivity: 'Global',
  prvWriteQueue: 'Global',
  prvWriteAsyncOperation: 'Global',
  prvWriteEmailServerProfile: 'Global',
  prvApproveRejectEmailAddress: 'Global',
  prvCreateRole: 'Global',
  prvWriteRole: 'Global',
  prvDeleteRole: 'Global',
  prvAssignRole: 'Global',
  prvSendAsUser: 'Global',
} as const
/** Online, it lets people approve addresses who administer neither Exchange nor Microsoft 365. */
export const APPROVER_ROLE = 'Delegated Mailbox Approver'
export const ROUTER_ROLE = 'Email Router'
export const ROUTER = {
  prvReadUser: 'Global',
  prvReadActivity: 'Global',
  prvWriteActivity: 'Global',
  prvReadMailbox: 'Global',
  prvReadQueue: 'Deep',
} as const
