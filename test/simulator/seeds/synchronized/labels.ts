/** A sender of a seed, and what is wrong there: the cause that holds its e-mail. */
export interface LabelledSender {
  readonly sender: string
  /** null: nothing is. */
  readonly cause: string | null
}
