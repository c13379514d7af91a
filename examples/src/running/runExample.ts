import { drawnFigure, type DrawnFigure, type ExampleFigure } from './exampleFigure.js'

export interface ExampleRun {
  /** What it printed. */
  readonly lines: readonly string[]
  readonly figure: DrawnFigure | null
  readonly milliseconds: number
}

/** Runs an example by importing its module, and keeps what it prints and the figure that it exports. */
export async function runExample(load: () => Promise<{ readonly figure?: ExampleFigure }>): Promise<ExampleRun> {
  const lines: string[] = []
  const { log } = console
  console.log = (...parts: unknown[]) => void lines.push(...parts.map(String).join(' ').split('\n'))
  const began = performance.now()
  try {
    const { figure } = await load()
    return { lines, figure: figure ? drawnFigure(figure) : null, milliseconds: performance.now() - began }
  } finally {
    console.log = log
  }
}
