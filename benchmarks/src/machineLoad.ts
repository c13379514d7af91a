import { cpus, loadavg } from 'node:os'

/** What other programs take of this machine. */
export interface MachineLoad {
  /** Over the last minute, as the system counts it; 0 on Windows, which does not. It includes runs of this benchmark. */
  readonly loadAverage: number
  /** Cores that were busy while this program waited. */
  readonly busyCores: number
  /** Share of a core that this program was given while it asked for a whole one: less where a container or a hypervisor withholds it. */
  readonly grantedShare: number
}

const waitMilliseconds = 400
const spinMilliseconds = 100
/** Idle daemons of a desktop stay below it; a program at work takes one core. */
const maxBusyCores = 0.2
/** What a clock tick and the garbage collector may take of a spinning loop. */
const minGrantedShare = 0.93
/** How long a loaded machine is waited for, and how often it is looked at meanwhile. */
const [patienceMilliseconds, pauseMilliseconds] = [120_000, 3_000]

export const overrideFlag = '--on-loaded-machine'

/** A comparison that was not made. */
export class LoadedMachineError extends Error {
  override readonly name = 'LoadedMachineError'
  constructor(readonly load: MachineLoad) {
    super(
      `the machine must be quiet to compare on it, but ${describeLoad(load)}. Peers' spinning threads lose far more by that ` +
        `than Mixtura's: end what else runs here, or pass ${overrideFlag}, which marks all results as measured under load.`,
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
    `other programs take ${busyCores.toFixed(2)} of its ${cpus().length} cores, a busy loop gets ${(100 * grantedShare).toFixed(0)} % of one, ` +
    `and the load average is ${loadAverage.toFixed(2)}`
  )
}

/**
 * The load before a comparison, once it is low enough; a machine that is loaded is waited for, two minutes at most.
 *
 * @param options.allowLoad takes the machine as it is.
 * @throws {LoadedMachineError} if it stays loaded.
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

/** Milliseconds that all cores together have been busy, and have been there at all, since the system started. */
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

/** Processor time over elapsed time of a loop that never waits. */
function grantedShare(): number {
  const begin = performance.now()
  const before = process.cpuUsage()
  while (performance.now() - begin < spinMilliseconds);
  const { user, system } = process.cpuUsage(before)
  return Math.min(1, (user + system) / 1000 / (performance.now() - begin))
}
