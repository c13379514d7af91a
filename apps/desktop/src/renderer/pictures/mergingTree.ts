import type { ResultTable } from '../../contract/fit.js'

/** A merge of two clusters of components: the node of the tree where two branches meet. */
export interface MergingNode {
  /** Row of the table. */
  readonly row: number
  /** Number of clusters after the merge. */
  readonly clusters: number
  /** The branches that meet here. */
  readonly branches: readonly [MergingBranch, MergingBranch]
}

/** What leads to a node: a leaf, or an earlier node. */
export interface MergingBranch {
  /** Place across the tree, in leaves from the first; a node lies in the middle of its branches. */
  readonly across: number
  /** Merges before it begins: 0 for a leaf. */
  readonly from: number
  /** The kept group that it lies in; null where kept groups are joined. */
  readonly group: number | null
}

export interface MergingTree {
  /** 0-based components, in the order in which the branches do not cross. */
  readonly leaves: readonly number[]
  /** In the order of the merges. */
  readonly nodes: readonly MergingNode[]
  /** Number of groups of the model. */
  readonly kept: number
}

interface Branch {
  readonly members: readonly number[]
  readonly from: number
}

const membersOf = (cell: unknown): readonly number[] => String(cell).split(' + ').map(number => Number(number) - 1)

/**
 * The tree of a table of merges; null for other tables, or a single component.
 *
 * @param kept number of groups of the model.
 */
export function mergingTree({ columns, rows }: ResultTable, kept: number): MergingTree | null {
  const [clusters, first, second] = ['clusters', 'firstCluster', 'secondCluster'].map(name => columns.findIndex(column => column.name === name)) as [number, number, number]
  if (clusters < 0 || first < 0 || second < 0 || rows.length === 0) return null
  const components = rows.length + 1
  const merges = rows.map(row => ({ clusters: Number(row[clusters]), first: membersOf(row[first]), second: membersOf(row[second]) }))
  const leaves = orderOf(merges.map(each => [each.first, each.second]), components)
  const placeOf = new Map(leaves.map((component, at) => [component, at]))
  const groupOf = keptGroups(merges, components, kept)

  const branches = new Map<string, Branch & { readonly across: number }>(
    leaves.map(component => [String(component), { members: [component], from: 0, across: placeOf.get(component)! }]),
  )
  const nodes = merges.map((merge, row) => {
    const before = [merge.first, merge.second].map(members => branches.get(members.join())!)
    const across = (before[0]!.across + before[1]!.across) / 2
    const members = [...merge.first, ...merge.second].sort((a, b) => a - b)
    branches.set(members.join(), { members, from: row + 1, across })
    const isKept = merge.clusters >= kept
    return {
      row,
      clusters: merge.clusters,
      branches: before.map(branch => ({ across: branch.across, from: branch.from, group: isKept || components - branch.from >= kept ? groupOf[branch.members[0]!]! : null })) as unknown as MergingNode['branches'],
    }
  })
  return { leaves, nodes, kept }
}

/** The components in an order in which each merge joins neighbours: those of its first cluster, then those of its second. */
function orderOf(merges: readonly (readonly [readonly number[], readonly number[]])[], components: number): readonly number[] {
  const orders = new Map<string, readonly number[]>(Array.from({ length: components }, (_, component) => [String(component), [component]]))
  let order: readonly number[] = [0]
  for (const [first, second] of merges) {
    order = [...orders.get(first.join())!, ...orders.get(second.join())!]
    orders.set([...first, ...second].sort((a, b) => a - b).join(), order)
  }
  return order
}

/** [K] the kept group of each component; groups are numbered by their first components. */
function keptGroups(merges: readonly { readonly clusters: number; readonly first: readonly number[]; readonly second: readonly number[] }[], components: number, kept: number): readonly number[] {
  const into = Array.from({ length: components }, (_, component) => component)
  for (const { first, second } of merges.filter(({ clusters }) => clusters >= kept)) {
    const least = Math.min(first[0]!, second[0]!)
    for (const component of [...first, ...second]) into[component] = least
  }
  const firsts = [...new Set(into)].sort((a, b) => a - b)
  return into.map(least => firsts.indexOf(least))
}
