/** In what capacity an account asked Dynamics 365 to send; the capacity that says most first. */
export const ACTING_AS = ['router', 'workflow', 'flow', 'integration', 'named', 'person'] as const
export type ActingAs = (typeof ACTING_AS)[number]
