/** Words of a complaint in the languages of the known faults, folded. */
const COMPLAINTS = [
  ...['error occurred', 'exception', 'failure', 'fault', 'failed', 'cannot', "can't", 'could not', 'unable to'],
  ...['email server error code', 'fehler', 'fehlgeschlagen', 'konnte nicht', 'konnten nicht', 'kann nicht'],
  ...[
    'können nicht',
    'konnte keine',
    'konnten keine',
    'nicht möglich',
    'nicht synchronisiert',
    'erreur',
    'échec',
    'échoué',
    'impossible de',
    "n'a pas pu",
    "n'ont pas pu",
  ],
  ...[
    'ne peut pas',
    'ne peuvent pas',
    'no se puede',
    'no se pudo',
    'no puede',
    'no pueden',
    'se ha producido un error',
  ],
  ...['エラー', 'できません', 'できない', '失敗'],
]

/** Whether a folded text complains about something, known or not. */
export function complains(text: string): boolean {
  return COMPLAINTS.some(one => text.includes(one))
}
