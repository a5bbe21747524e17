import { record, unifiedPage } from './elements/unified.js'
import { command, field, mark, type Picture, pointer } from './parts.js'

/** A system job that waits since it was refused. */
export const resumeJob: Picture = {
  height: 290,
  body: unifiedPage({
    area: 'Settings',
    me: 'AA',
    rail: false,
    commands: [command('error', 'Cancel'), mark(command('resume', '<b>Resume</b>') + pointer), '…'],
    body: record({
      title: 'The workflow',
      table: 'System Job',
      initials: 'W',
      body: `${field({ label: 'Status Reason', value: 'Waiting' })}${field({ label: 'Owner', value: 'The workflow’s owner' })}`,
    }),
  }),
}

/** A background workflow sends as its owner. */
export const workflowOwner: Picture = {
  height: 290,
  body: unifiedPage({
    area: 'Settings',
    me: 'AA',
    rail: false,
    commands: [command('approve', 'Activate'), command('error', 'Deactivate'), '…'],
    body: record({
      title: 'The workflow',
      table: 'Process',
      initials: 'W',
      body: `${field({ label: 'Category', value: 'Workflow' })}${mark(field({ label: 'Owner', value: 'The owner' }))}`,
    }),
  }),
}
