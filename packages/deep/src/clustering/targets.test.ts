import { expect, it } from 'vitest'
import { labelsOf } from '../models/labelsOf.js'
import { clusterTargets, type TargetKind } from './targets.js'

const responsibilities = { data: Float64Array.of(0.9, 0.1, 0.6, 0.4), rows: 2, columns: 2 }

it('sharpens by r² over the size of the cluster', () => {
  // f = (1.5, 0.5); rows (0.81 / 1.5, 0.01 / 0.5) and (0.36 / 1.5, 0.16 / 0.5), each scaled to sum 1. float32.
  const targets = clusterTargets(responsibilities, 'sharpened')
  expect(targets[0]).toBeCloseTo(0.54 / 0.56, 6)
  expect(targets[2]).toBeCloseTo(0.24 / 0.56, 6)
  expect(targets[2] + targets[3]).toBeCloseTo(1, 6)
})

it('keeps soft ones and hardens others', () => {
  expect(clusterTargets(responsibilities, 'soft')[0]).toBeCloseTo(0.9, 6)
  expect(Array.from(clusterTargets(responsibilities, 'hard'))).toEqual([1, 0, 1, 0])
})

it('gives an empty cluster nothing', () => {
  const targets = clusterTargets({ data: Float64Array.of(1, 0, 1, 0), rows: 2, columns: 2 }, 'sharpened')
  expect(Array.from(targets)).toEqual([1, 0, 1, 0])
})

it('refuses other kinds', () => {
  expect(() => clusterTargets(responsibilities, 'sharp' as TargetKind)).toThrow(
    "option targets must be 'sharpened', 'soft' or 'hard', but it is 'sharp'. Leave it out for 'sharpened'.",
  )
})

it('labels a row by its largest share, the first of equals', () => {
  expect(Array.from(labelsOf({ data: Float64Array.of(0.2, 0.4, 0.4, 0.5, 0.1, 0.4), rows: 2, columns: 3 }))).toEqual([1, 0])
})
