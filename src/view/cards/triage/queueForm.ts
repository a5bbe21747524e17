import type { QueueForm } from '../../../app/ports.js'
import { isSamePerson } from '../../../domain/actor.js'
import type { Case } from '../../../domain/case/case.js'
import { excerpt } from '../../../domain/parsedMessage.js'
import { OUTCOMES } from '../../../domain/triage/triage.js'
import type { DrawingContext } from '../../drawingContext.js'
import { linesOf, queueButton } from './queueParts.js'

/** In working days. */
const SNOOZES: readonly number[] = [1, 2, 5, 10]

const ROOM = 100
/** Of what somebody typed that was too long, in place of each choice. */
const CHARACTERS = 200

/** What an agent asked to fill in, instead of the buttons. */
export function formData(
  thisCase: Case,
  form: QueueForm,
  { wording, room = ROOM }: Pick<DrawingContext, 'wording' | 'room'>,
): object {
  const { fill } = form
  const label = wording.say(`triage.form.${fill}`, {}, 'plain')
  const { click } = queueButton(thisCase, fill, wording)
  // A choice that was not made does not come along, and must not look like the first press of the button.
  const save = [{ title: wording.say(`triage.form.save.${fill}`, {}, 'plain'), click: { ...click, ask: 'form' } }]
  const besides = [
    { title: wording.say('triage.form.back', {}, 'plain'), click: { verb: 'refresh', case: thisCase.id } },
  ]
  if (fill === 'assign') {
    const { assignee } = thisCase.triage ?? {}
    const others = form.agents.filter(agent => !assignee || !isSamePerson(agent, assignee))
    if (others.length === 0) return { lines: linesOf(wording.say('triage.form.nobody')), besides }
    const choices = others
      .slice(0, room)
      .map(({ name, aadObjectId, id }) => ({ title: wording.quote(excerpt(name), 'plain'), value: aadObjectId ?? id }))
    const count = others.length - choices.length
    const more = count > 0 ? wording.say('triage.form.more', { count }) : ''
    return { lines: linesOf(more), agents: [{ label, choices }], save, besides }
  }
  if (fill === 'snooze') {
    const days = SNOOZES.map(count => ({
      title: wording.say('triage.form.days', { count }, 'plain'),
      value: `${count}`,
    }))
    return { outcomes: [{ label, choices: days }], save, besides }
  }
  const text = { label, text: wording.quote(excerpt(form.text ?? '', room * CHARACTERS), 'plain') }
  if (fill === 'note') return { fields: [{ id: 'value', ...text }], save, besides }
  const choices = OUTCOMES.map(value => ({ title: wording.say(`triage.form.outcome.${value}`, {}, 'plain'), value }))
  const outcome = wording.say('triage.form.outcome.label', {}, 'plain')
  return { outcomes: [{ label: outcome, choices }], fields: [{ id: 'reason', ...text }], save, besides }
}
