import { clickhouseSource, TableCellsError } from '@mixtura/clickhouse'
import { inOwnUnits, remoteTableFacts, remoteTableOf, type ModelFamily } from '@mixtura/models'
import { familyOptions } from '../arguments/familyArguments.js'
import { isGiven, valueOf } from '../arguments/readArguments.js'
import { usageError } from '../commandError.js'
import type { Invocation } from '../commands/command.js'
import { exitCodes, type ExitCode } from '../exitCodes.js'
import { endFit, fitted, openCheckpoints, reportFit, requireAccepted } from '../fitting/fitSteps.js'
import { openComplete } from '../tables/openComplete.js'
import { namesFrom } from '../tables/namesFrom.js'
import { requireFolderOf } from '../tables/output.js'
import { computingMode, scoreAddress, scoreTable } from './scoreTable.js'
import { refuseLocalFlags } from './refuseLocalFlags.js'
import { readTableAddress } from './tableAddress.js'
import { withClients } from './withClients.js'

/** Options of a fit in this process. */
const localFlags = ['label', 'role', 'merge-below', 'image-shape', 'threads', 'backend'] as const

/** Fits a model of the family to a table of ClickHouse, whose rows stay there. */
export async function fitRemote(invocation: Invocation, family: ModelFamily): Promise<ExitCode> {
  const { args, host, texts } = invocation
  const options = familyOptions(family, args, texts)
  if (!family.fitRemote || family.readsMixedTable) throw usageError(texts.clickhouse.familyNeedsRows(family.kind))
  if (!family.fitsRemotely!(options)) throw usageError(texts.clickhouse.optionsNeedRows(family.kind))
  refuseLocalFlags(invocation, localFlags)
  const columns = namesFrom(valueOf(args, 'columns'))
  if (!columns) throw usageError(texts.usage.optionNeeded('--columns NAMES', texts.clickhouse.columnsExpected))
  const address = readTableAddress(args.operands[0]!, texts)
  const model = valueOf(args, 'model')
  const out = valueOf(args, 'out') === undefined ? undefined : scoreAddress(invocation, address)
  if (model !== undefined) {
    await requireFolderOf(model, texts)
    invocation.output.outlive()
  }
  const files = { ...(model !== undefined && { model }) }
  const checkpoints = await openCheckpoints(invocation, files)
  return withClients(invocation, address, async client => {
    const { database, table } = address
    const key = namesFrom(valueOf(args, 'key'))
    const open = async (missing: 'error' | 'omit-rows' | 'marginalize') => {
      const source = await clickhouseSource({
        client, database, table, columns, missing, mode: computingMode(args), ...(key && { key }), ...(isGiven(args, 'standardize') && { scaling: 'standardize' }),
        onPassMode({ reason }) {
          if (computingMode(args) === 'auto' && !isGiven(args, 'quiet')) host.stderr.write(`${reason}\n`)
        },
      })
      return { source, remote: remoteTableOf(source) }
    }
    const { source, remote } = await openComplete({
      complete: () => open(isGiven(args, 'omit-missing') ? 'omit-rows' : 'error'),
      incomplete: () => open('marginalize'),
      isForMissingCells: error => error instanceof TableCellsError && error.infinite === 0,
      factsOf: opened => remoteTableFacts(opened.remote),
      accepts: facts => family.accepts(facts, options),
      refusal: error => error,
    })
    const facts = remoteTableFacts(remote)
    requireAccepted(invocation, family, { facts, options })
    const found = await fitted(invocation, family, { facts, checkpoints, fit: control => family.fitRemote!(remote, options, control) })
    if (!found) return exitCodes.interrupted
    try {
      await reportFit(invocation, family, { model: found, files, omitted: source.omitted })
      if (out) await scoreTable(invocation, { model: inOwnUnits(found), client, address, out, scores: ['component', 'log_density'] })
      return await endFit(invocation, { model: found, checkpoints })
    } finally {
      found.dispose()
    }
  })
}
