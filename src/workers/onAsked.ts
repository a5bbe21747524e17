type Answering<Asked, Answer> = (asked: Asked, answer: (said: Answer) => void) => void

/** The side of a reader's process: it takes what it is asked until whoever asks is gone, or ends it. */
export function onAsked<Asked, Answer>(answering: Answering<Asked, Answer>): void {
  process.on('message', asked => answering(asked as Asked, said => void process.send?.(said)))
  // A terminal and a service manager tell every process of a group to stop: what is being read then is still read to its end.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {})
  process.once('disconnect', () => process.exit())
}
