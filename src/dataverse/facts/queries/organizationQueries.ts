/** The organization, and who asks. */

export const version = () => 'RetrieveVersion'

export const whoAmI = () => 'WhoAmI'

export const currentOrganization = () =>
  "RetrieveCurrentOrganization(AccessType=@p1)?@p1=Microsoft.Dynamics.CRM.EndpointAccessType'Default'"

export const mailSettings = () =>
  'organizations?$select=emailconnectionchannel,requireapprovalforuseremail,requireapprovalforqueueemail,orgdborgsettings,isauditenabled'
