import type { Row } from '../rows/database.js'

/** workflow.category */
const CATEGORY = { workflow: 0, flow: 5 } as const
/** workflow.type */
const DEFINITION = 1
const ACTIVATION = 2
/** workflow.mode */
export const REAL_TIME = 1
/** workflow.runas */
const CALLING_USER = 1

export interface ProcessSeed {
  readonly name: string
  readonly kind: 'workflow' | 'flow'
  /** Workflows only: runs within the request that triggers it. */
  readonly realTime?: boolean
  /** Real-time workflows only: runs as whoever triggers it, instead of as its owner. */
  readonly asCaller?: boolean
  /** Fixed user or queue in From. */
  readonly from: { readonly table: 'systemuser' | 'queue'; readonly id: string }
  readonly to: string
  readonly subject: string
}

interface Ids {
  readonly id: string
  readonly activation: string
  readonly owner: string
  readonly unit: string
}

/** A workflow has two rows, its definition and its activation, which system jobs point to; a flow has one. */
export function processRows(seed: ProcessSeed, ids: Ids): Row[] {
  const definition: Row = {
    workflowid: ids.id,
    name: seed.name,
    category: CATEGORY[seed.kind],
    type: DEFINITION,
    mode: seed.realTime ? REAL_TIME : 0,
    runas: seed.asCaller ? CALLING_USER : 0,
    scope: 4,
    ondemand: true,
    primaryentity: 'incident',
    triggeroncreate: true,
    statecode: 1,
    statuscode: 2,
    _ownerid_value: ids.owner,
    _owninguser_value: ids.owner,
    _owningbusinessunit_value: ids.unit,
    _createdby_value: ids.owner,
    _modifiedby_value: ids.owner,
    ...(seed.kind === 'flow' ? { clientdata: clientDataOf(seed) } : { xaml: xamlOf(seed) }),
  }
  if (seed.kind === 'flow') return [definition]
  const activation = { workflowid: ids.activation, type: ACTIVATION, _parentworkflowid_value: ids.id }
  return [
    { ...definition, _activeworkflowid_value: ids.activation },
    { ...definition, ...activation },
  ]
}

/** The step "Send Email" of a workflow, as far as it says from whom the e-mail is, and to whom. */
function xamlOf({ from, to, subject }: ProcessSeed): string {
  const values = JSON.stringify({ from: `${from.table}:${from.id}`, to, subject }).replaceAll('"', '&quot;')
  return `<Activity><mxswa:CreateEntity EntityName="email" Values="${values}" /><mxswa:SendEmail Entity="[email]" /></Activity>`
}

/** The actions of a flow that make an e-mail and send it. https://learn.microsoft.com/power-automate/manage-flows-with-code */
function clientDataOf({ from, to, subject }: ProcessSeed): string {
  const make = { operationId: 'CreateRecord', parameters: { from: `${from.table}:${from.id}`, to, subject } }
  // The spelling of actionName is UNCONFIRMED.
  const parameters = { entityName: 'emails', actionName: 'Microsoft.Dynamics.CRM.SendEmail' }
  const actions = { Make: make, Send: { operationId: 'PerformBoundAction', parameters } }
  const connection = { connectionReferenceLogicalName: 'shared_commondataserviceforapps' }
  const connectionReferences = { shared_commondataserviceforapps: { runtimeSource: 'embedded', connection } }
  return JSON.stringify({ properties: { definition: { actions }, connectionReferences } })
}

export interface Step {
  /** Id of the user or queue in From. */
  readonly sender: string
  readonly to: string
  readonly subject: string
}

/** What a workflow or a flow sends. */
export function stepOf({ xaml, clientdata }: Row): Step {
  const values = /Values="([^"]*)"/.exec(String(xaml))?.[1]?.replaceAll('&quot;', '"')
  const { from, to, subject } = (values ? JSON.parse(values) : madeBy(String(clientdata))) as Made
  return { sender: from.replace(/^\w+:/, ''), to, subject }
}

function madeBy(clientdata: string): Made {
  return JSON.parse(clientdata).properties.definition.actions.Make.parameters
}

interface Made {
  readonly from: string
  readonly to: string
  readonly subject: string
}

export function isDefinition({ type }: Row): boolean {
  return type === DEFINITION
}

export function isFlow({ category }: Row): boolean {
  return category === CATEGORY.flow
}

export function runsAsCaller({ runas }: Row): boolean {
  return runas === CALLING_USER
}
