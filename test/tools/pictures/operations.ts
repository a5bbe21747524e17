import { icon } from './elements/icons.js'
import { topBar } from './elements/unified.js'
import { field, mark, onTheWay, type Picture, pointer } from './parts.js'

const switched = (label: string, on: boolean) =>
  `<span class="switched"><i class="switch${on ? ' on' : ''}"></i>${field({ label, value: on ? 'Enabled' : 'Disabled' })}</span>`

/** The details of an environment, where everything that runs in the background can be stopped. */
export const environment: Picture = {
  height: 290,
  body: `${topBar('Power Platform<span class="area">admin center</span>', `${icon('gear')}${icon('help')}`)}
    <div class="list operations"><h1>Edit details</h1>
      ${onTheWay(switched('Administration mode', true), 1)}
      ${mark(switched('Background operations', false) + pointer, 2)}</div>`,
}

const service = (name: string, status: string) => `<tr><td>${name}</td><td>${status}</td></tr>`

/** The services of the server that the router runs on. */
export const services: Picture = {
  height: 270,
  body: `<div class="desktop"><div class="title">Services<i>${icon('close')}</i></div>
    <div class="sheet"><table><tr><th>Name</th><th>Status</th></tr>
      ${service('Event Log', 'Running')}
      ${service(mark('<b>Microsoft CRM Email Router</b>'), '')}
      ${service('Print Spooler', 'Running')}</table></div></div>`,
}
