import { count, optional, readOptions, type OptionReaders } from '@mixtura/numerics/validation'
import type { GanDesignOptions } from './ganSettings.js'

/** Whole numbers from 1. */
type PresetOptions<Name extends string> = { readonly [Each in Name]?: number }

function readPreset<Name extends string>(of: string, options: unknown, names: readonly Name[]): PresetOptions<Name> {
  const readers = Object.fromEntries(names.map(name => [name, optional(count(1))]))
  return readOptions<PresetOptions<Name>>(of, options, readers as OptionReaders<PresetOptions<Name>>)
}

/*
 * Designs from papers, as options to spread into those of a fit. The number of steps, averaging and the learning rate decay
 * are not from the papers.
 */

/** A single standard normal latent and a discriminator that sees one row at a time: the baseline. */
export function plainGanPreset(options?: PresetOptions<'dimensions'>): GanDesignOptions {
  const { dimensions = 2 } = readPreset('plainGanPreset', options, ['dimensions'])
  return { latent: { components: 1, dimensions, spread: 0, deviation: 1, learnable: false, oneHot: false } }
}

/** A latent mixture with learned means and σ. @see Gurumurthy, Sarvadevabhatla & Babu, DeLiGAN (2017). */
export function deliGanPreset(options?: PresetOptions<'components' | 'dimensions'>): GanDesignOptions {
  const { components = 50, dimensions = 2 } = readPreset('deliGanPreset', options, ['components', 'dimensions'])
  return { latent: { components, dimensions, deviation: 0.2, deviationPenalty: 0.1, oneHot: false } }
}

/** The plain GAN with a discriminator that sees `packing` rows at once. @see Lin et al., PacGAN (2018). */
export function packGanPreset(options?: PresetOptions<'packing' | 'dimensions'>): GanDesignOptions {
  const { packing = 2, dimensions = 2 } = readPreset('packGanPreset', options, ['packing', 'dimensions'])
  return { ...plainGanPreset({ dimensions }), packing }
}

/** The plain GAN with a discriminator that scores its outputs by a mixture on a simplex. @see Eghbal-zadeh et al., MD-GAN (2019). */
export function mdGanPreset(options?: PresetOptions<'dimensions'>): GanDesignOptions {
  const { dimensions = 2 } = readPreset('mdGanPreset', options, ['dimensions'])
  return { ...plainGanPreset({ dimensions }), head: { kind: 'mixture' }, objective: 'minimax' }
}

/**
 * A latent of one indicator per cluster plus narrow noise, and an encoder that recovers both. The paper trains with the
 * Wasserstein loss and a gradient penalty; this preset trains with the loss of the plain GAN.
 *
 * @see Mukherjee et al., ClusterGAN (2019).
 */
export function clusterGanPreset(options?: PresetOptions<'components' | 'dimensions'>): GanDesignOptions {
  const { components = 10, dimensions = 30 } = readPreset('clusterGanPreset', options, ['components', 'dimensions'])
  return {
    latent: { components, dimensions, spread: 0, deviation: 0.1, learnable: false, oneHot: true },
    encoder: { componentWeight: 10, codeWeight: 10 },
  }
}
