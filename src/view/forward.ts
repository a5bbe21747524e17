import type { Case } from '../domain/case.js'
import type { Guide, Guiding } from './guide.js'

/** A text for whoever has to act, ready to be copied: what is wrong, what to do, where. */
export function forwardData(c: Case, guide: Guide, { wording }: Guiding): object {
  return {
    title: wording.say('buttons.forward', {}, 'plain'),
    hint: wording.say('forward.hint'),
    label: wording.say('forward.label', {}, 'plain'),
    text: wording.say(
      'forward.text',
      {
        organization: c.target.organization?.name ?? '',
        sender: c.parties?.sender.name ?? c.target.sender ?? '',
        link: guide.link.url,
        title: guide.link.title,
        problem: guide.plain.sentence,
        next: guide.plain.next,
      },
      'plain',
    ),
  }
}
