import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'
import type { EventName, EventPayload } from '../contract/api.js'
import type { EngineClient } from '../contract/client.js'
import { createEngineClient } from '../contract/client.js'
import type { DatasetSummary } from '../contract/dataset.js'
import type { Ellipse } from '../contract/features.js'
import type { FitProgress, FitRequest, FitSummary } from '../contract/fit.js'
import type { EngineState } from '../contract/host.js'
import type { FileHandle, FitId } from '../contract/identifiers.js'
import type { EngineProcess } from './channel.js'
import { FileGrants } from './fileGrants.js'
import { forkEngine } from './forkEngine.js'
import { EngineSupervisor, type RestartPolicy } from './supervisor.js'

/** The built engine in a separate process, with a state folder of its own. */
export interface RunningEngine extends EngineClient {
  readonly supervisor: EngineSupervisor
  readonly grants: FileGrants
  readonly folder: string
  /** Kills the engine process, as a crash would. */
  crash(): void
  /** Resolves when the engine is in this state. */
  is(kind: EngineState['kind']): Promise<EngineState>
  /** Resolves with the next payload for which `matches` is true. */
  next<Name extends EventName>(name: Name, matches: (payload: EventPayload<Name>) => boolean): Promise<EventPayload<Name>>
}

export interface EngineFixtureOptions {
  /** Path of a module of model families; those of the catalogue by default. */
  readonly families?: string
  /** The working folder; a new one by default. */
  readonly folder?: string
  /** When a lost engine is started again; as in Studio by default. */
  readonly policy?: RestartPolicy
}

/** Starts an engine for the current test. */
export async function startEngine(options?: EngineFixtureOptions): Promise<RunningEngine> {
  const { stop, ...running } = await openEngine(options)
  onTestFinished(stop)
  return running
}

/** Starts an engine for several tests. `stop` ends it and removes its folder. */
export async function openEngine({ families, folder: given, policy }: EngineFixtureOptions = {}): Promise<RunningEngine & { stop(): Promise<void> }> {
  const folder = given ?? (await mkdtemp(join(tmpdir(), 'mixtura-engine-')))
  const grants = new FileGrants()
  let current: EngineProcess | undefined
  const supervisor = new EngineSupervisor({
    grants,
    ...(policy && { policy }),
    spawn: isSuccessor => (current = forkEngine({ entry: builtEngine, folder, isSuccessor, ...(families !== undefined && { families }) })),
  })
  const client = createEngineClient(supervisor.connect())
  return {
    async stop() {
      await supervisor.stop()
      await rm(folder, { recursive: true, force: true })
    },
    ...client,
    supervisor,
    grants,
    folder,
    crash: () => current?.kill(),
    is: kind =>
      new Promise(resolve => {
        client.onEngineState(state => {
          if (state.kind === kind) resolve(state)
        })
      }),
    next: (name, matches) =>
      new Promise(resolve => {
        const stop = client.onEvent(name, payload => {
          if (!matches(payload)) return
          stop()
          resolve(payload)
        })
      }),
  }
}

export const builtEngine = fileURLToPath(new URL('../../dist/engine/entry.js', import.meta.url))

/** A small request on a dataset; `change` replaces some of its fields. */
export function fitRequest(dataset: DatasetSummary, { options = {}, ...change }: Partial<FitRequest> = {}): FitRequest {
  const columns = dataset.columns.filter(({ role }) => role === 'feature').map(({ name }) => name)
  return {
    features: { dataset: dataset.id, columns, scaling: 'none', missing: 'error', label: null },
    family: 'mixture',
    options: { components: 2, starts: 2, seed: 7, maxIterations: 200, ...options },
    view: { kind: 'principal' },
    ...change,
  }
}

/** The ellipses that a progress report draws. */
export function ellipsesOf({ picture }: FitProgress): readonly Ellipse[] {
  return picture?.kind === 'ellipses' ? picture.ellipses : []
}

/** The value of a fact. */
export function factOf({ facts }: FitSummary, name: string): unknown {
  return facts.find(fact => fact.name === name)?.value
}

/** Process id of the engine. POSIX only. */
export async function engineOf(running: RunningEngine): Promise<number> {
  return (await processesOf(running)).engine!
}

/** Process ids of the workers of an engine, also of the one that is started in advance. POSIX only. */
export async function workersOf(running: RunningEngine): Promise<number[]> {
  return (await processesOf(running)).workers
}

async function processesOf({ folder }: RunningEngine): Promise<{ readonly engine: number | undefined; readonly workers: number[] }> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,args='])
  const processes = stdout.trim().split('\n').map(line => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line)!).map(([, pid, ppid, args]) => ({ pid: Number(pid), ppid: Number(ppid), args: args! }))
  const engine = processes.find(({ args }) => args.includes(builtEngine) && args.includes(folder))
  return { engine: engine?.pid, workers: processes.filter(({ ppid }) => ppid === engine?.pid).map(({ pid }) => pid) }
}

/** Writes a file that the engine may open. */
export async function grantFile({ folder, grants }: RunningEngine, name: string, content: string | Uint8Array): Promise<FileHandle> {
  const path = join(folder, name)
  await writeFile(path, content)
  return grants.grant(path)
}

const ended = new Set(['completed', 'stopped', 'failed', 'interrupted'])

/** Resolves when the fit has ended in any way. */
export async function endOf({ engine, next }: RunningEngine, fit: FitId): Promise<FitSummary> {
  const change = next('fitChanged', ({ id, status }) => id === fit && ended.has(status))
  const now = await engine.getFit({ fit })
  return ended.has(now.status) ? now : change
}
