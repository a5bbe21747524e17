/** https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules: what the schemas do not say. */
const NAMES: Readonly<Record<string, RegExp>> = {
  'Microsoft.BotService/botServices': /^[a-z0-9][a-z0-9_.-]{1,63}$/i,
  'Microsoft.Insights/actionGroups': /^[^:<>+/&%\\?]{1,260}$/,
  'Microsoft.Insights/components': /^[\w.()-]{1,260}(?<!\.)$/,
  'Microsoft.ManagedIdentity/userAssignedIdentities': /^[a-z0-9][\w-]{2,127}$/i,
  'Microsoft.OperationalInsights/workspaces': /^[a-z0-9][a-z0-9-]{2,61}[a-z0-9]$/i,
  'Microsoft.Storage/storageAccounts': /^[a-z0-9]{3,24}$/,
  'Microsoft.Web/serverfarms': /^[a-z0-9-]{1,60}$/i,
  'Microsoft.Web/sites': /^[a-z0-9][a-z0-9-]{0,58}[a-z0-9]$/i,
}

export function limitFaults({
  type,
  name,
  properties,
}: {
  readonly type: string
  readonly name: string
  readonly properties: unknown
}): readonly string[] {
  const rule = NAMES[type]
  const faults = rule && !rule.test(name) ? [`its name is against the rule ${rule.source}`] : []
  const { groupShortName } = properties as { readonly groupShortName?: string }
  if (groupShortName && groupShortName.length > 12) faults.push('groupShortName has more than 12 letters')
  return faults
}
