// biome-ignore lint/suspicious/noExplicitAny: a template is mutated at any place
export type Loose = any
/** What is made wrong, how, and what the checks have to say about it. */
export type Mutation = readonly [what: string, mutate: (template: Loose, given: Loose) => void, fault: RegExp]

export const one = (template: Loose, type: string, end = '') =>
  template.resources.find((resource: Loose) => resource.type === type && resource.name.includes(end))

export const schemaMutations: readonly Mutation[] = [
  ['a property that does not exist', t => (one(t, 'Microsoft.Web/sites').properties.httpsOnIy = true), /httpsOnIy/],
  [
    'one further down',
    t => (one(t, 'Microsoft.Web/sites').properties.siteConfig.healthcheckpath = '/'),
    /healthcheckpath/,
  ],
  [
    'one of a channel',
    t => (one(t, 'Microsoft.BotService/botServices/channels').properties.properties.enabled = true),
    /enabled/,
  ],
  [
    'one of an alert',
    t => (one(t, 'Microsoft.Insights/scheduledQueryRules').properties.criteria.allOf[0].treshold = 1),
    /treshold/,
  ],
  ['a value of another type', t => (one(t, 'Microsoft.Web/sites').properties.siteConfig.alwaysOn = 'yes'), /alwaysOn/],
  [
    'a value that Azure does not know',
    t => (one(t, 'Microsoft.Storage/storageAccounts').properties.minimumTlsVersion = 'TLS1.2'),
    /minimumTlsVersion/,
  ],
  [
    'a version that does not exist',
    t => (one(t, 'Microsoft.Web/serverfarms').apiVersion = '2024-11-02'),
    /no schema of/,
  ],
  [
    'a required property that is missing',
    t => delete one(t, 'Microsoft.Insights/components').properties.Application_Type,
    /Application_Type/,
  ],
  ['an unknown part of the template', t => (t.parameter = {}), /parameter/],
  ['a parameter of an unknown type', t => (t.parameters.tags.type = 'map'), /\/parameters\/tags/],
  [
    'a name that is too long',
    t => (t.variables.storageName = "[concat(variables('name'), variables('name'))]"),
    /storageAccounts .*rule/,
  ],
  ['a name with a hyphen', t => (t.variables.storageName = "[variables('name')]"), /storageAccounts .*rule/],
  [
    'a short name that is too long',
    t => (one(t, 'Microsoft.Insights/actionGroups').properties.groupShortName = 'Pending Send!'),
    /12 letters/,
  ],
]

export const secretMutations: readonly Mutation[] = [
  [
    'a key',
    t => (t.outputs.publicHost.value = "[listKeys(variables('storageId'), '2026-04-01').keys[0].value]"),
    /listKeys gives a key away/,
  ],
  [
    'a connection string as output',
    t => (t.outputs.publicHost.value = "[reference(variables('componentId'), '2020-02-02').ConnectionString]"),
    /an output shows a secret/,
  ],
  [
    'a secret as default',
    t => (t.parameters.botDisplayName.defaultValue = 'AccountKey=abc'),
    /botDisplayName has a secret/,
  ],
  [
    'a secret parameter that is not secure',
    t => (t.parameters.botPassword = { type: 'string' }),
    /botPassword is a secret/,
  ],
  [
    'a secure parameter with a default',
    t => (t.parameters.more = { type: 'securestring', defaultValue: 'x' }),
    /more has a secret as default/,
  ],
  [
    'a secure parameter that an output shows',
    t => {
      t.parameters.more = { type: 'securestring' }
      t.variables.through = "[parameters('more')]"
      t.outputs.publicHost.value = "[variables('through')]"
    },
    /an output shows parameter more/,
  ],
]
