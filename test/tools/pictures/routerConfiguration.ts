import { icon } from './elements/icons.js'
import { chosen, field, mark, type Picture, tabs } from './parts.js'

/** A desktop program, older than all the pages. */
export const routerConfiguration: Picture = {
  height: 296,
  body: `<div class="desktop"><div class="title">Email Router Configuration Manager<i>${icon('close')}</i></div>
    ${tabs(['Configuration Profiles', chosen('Deployments')])}
    <div class="sheet"><fieldset><legend>Access Credentials</legend>
      <label><i class="radio"></i>Local System Account</label>
      <label><i class="radio on"></i>Other Specified</label>
      ${mark(field({ label: 'User Name:', value: 'svc-router@contoso.com' }))}
      ${field({ label: 'Password:', value: '••••••••' })}
    </fieldset></div></div>`,
}
