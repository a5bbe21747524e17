/** Every question that the bot asks Dataverse. Paths are below /api/data/vX.Y/; names: Dataverse Web API v9.2. */

export * from './queries/accountQueries.js'
export * from './queries/emailQueries.js'
export { allOf, condition, spaced } from './queries/fetchXml.js'
export * from './queries/jobQueries.js'
export * from './queries/mailboxQueries.js'
export * from './queries/mailFilters.js'
export * from './queries/organizationQueries.js'
export * from './queries/pulseQueries.js'
