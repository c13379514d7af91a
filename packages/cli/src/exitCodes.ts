/** What the command ends with. */
export const exitCodes = {
  done: 0,
  /** A fault of the program, not of its input. */
  unexpected: 1,
  /** An unknown command, option or value. */
  usage: 2,
  /** A file, table or model that cannot be used. */
  data: 3,
  /** The fit did not converge, and `--strict` was given. */
  notConverged: 4,
  /** Interrupted, as by Ctrl-C. */
  interrupted: 130,
} as const

/** One of the exit statuses of the command. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
