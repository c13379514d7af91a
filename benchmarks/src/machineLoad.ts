import { cpus, loadavg } from 'node:os'

/** Load that other programs put on this machine. */
export interface MachineLoad {
  /** The system's load average of the last minute, which includes runs of this benchmark; 0 on Windows, which has none. */
  readonly loadAverage: number
  /** Number of cores that were busy while this program waited. */
  readonly busyCores: number
  /** Share of a core that a busy loop of this program received; below 1 if a container or hypervisor limits it. */
  readonly grantedShare: number
}

const waitMilliseconds = 400
const spinMilliseconds = 100
/** Idle daemons of a desktop use less; a working program uses one core. */
const maxBusyCores = 0.2
/** Clock ticks and the garbage collector take the rest from a busy loop. */
const minGrantedShare = 0.93
/** Longest time to wait for a loaded machine, and the pause between measurements. */
const [patienceMilliseconds, pauseMilliseconds] = [120_000, 3_000]

export const overrideFlag = '--on-loaded-machine'

/** Thrown if the machine is too loaded for a comparison. */
export class LoadedMachineError extends Error {
  override readonly name = 'LoadedMachineError'
  constructor(readonly load: MachineLoad) {
    super(
      `the machine must be idle for a comparison, but ${describeLoad(load)}. Load slows the peers' spinning threads far more ` +
        `than Mixtura's: end other programs, or pass ${overrideFlag}, which marks all results as measured under load.`,
    )
  }
}

export async function measureLoad(): Promise<MachineLoad> {
  const before = coreTimes()
  await new Promise(resolve => setTimeout(resolve, waitMilliseconds))
  const after = coreTimes()
  const total = after.total - before.total
  const busyCores = total > 0 ? (cpus().length * (after.busy - before.busy)) / total : 0
  return { loadAverage: loadavg()[0]!, busyCores, grantedShare: grantedShare() }
}

export function isLoaded({ busyCores, grantedShare }: MachineLoad): boolean {
  return busyCores > maxBusyCores || grantedShare < minGrantedShare
}

export function describeLoad({ loadAverage, busyCores, grantedShare }: MachineLoad): string {
  return (
    `other programs use ${busyCores.toFixed(2)} of its ${cpus().length} cores, a busy loop gets ${(100 * grantedShare).toFixed(0)} % of one, ` +
    `and the load average is ${loadAverage.toFixed(2)}`
  )
}

/**
 * Waits until the load is low enough, at most two minutes, and returns the load.
 *
 * @param options.allowLoad does not wait.
 * @throws {LoadedMachineError} if the machine stays loaded.
 */
export async function requireQuietMachine({ allowLoad, measure = measureLoad, patience = patienceMilliseconds }: {
  readonly allowLoad: boolean
  readonly measure?: () => Promise<MachineLoad>
  readonly patience?: number
}): Promise<MachineLoad> {
  const deadline = performance.now() + patience
  for (;;) {
    const load = await measure()
    if (allowLoad || !isLoaded(load)) return load
    if (performance.now() >= deadline) throw new LoadedMachineError(load)
    await new Promise(resolve => setTimeout(resolve, pauseMilliseconds))
  }
}

/** Busy and total time of all cores since the system started, milliseconds. */
function coreTimes(): { readonly busy: number; readonly total: number } {
  let busy = 0
  let total = 0
  for (const { times } of cpus()) {
    const { idle, ...working } = times
    const worked = Object.values(working).reduce((sum, value) => sum + value, 0)
    busy += worked
    total += worked + idle
  }
  return { busy, total }
}

/** Processor time divided by elapsed time of a busy loop. */
function grantedShare(): number {
  const begin = performance.now()
  const before = process.cpuUsage()
  while (performance.now() - begin < spinMilliseconds);
  const { user, system } = process.cpuUsage(before)
  return Math.min(1, (user + system) / 1000 / (performance.now() - begin))
}
