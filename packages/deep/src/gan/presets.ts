import type { GanDesignOptions } from './ganSettings.js'

/*
 * The designs of papers as options, to be spread into those of a fit. Steps, averaging and the falling learning rate
 * are this package's own in all of them.
 */

/** A single standard normal and a discriminator that sees one row at a time: the control that others are held against. */
export function plainGanPreset({ dimensions = 2 }: { readonly dimensions?: number } = {}): GanDesignOptions {
  return { latent: { components: 1, dimensions, spread: 0, deviation: 1, learnable: false, oneHot: false } }
}

/** A latent mixture whose means and σ are learned. @see Gurumurthy, Sarvadevabhatla & Babu, DeLiGAN (2017). */
export function deliGanPreset({ components = 50, dimensions = 2 }: { readonly components?: number; readonly dimensions?: number } = {}): GanDesignOptions {
  return { latent: { components, dimensions, deviation: 0.2, deviationPenalty: 0.1, oneHot: false } }
}

/** The plain GAN, its discriminator seeing `packing` rows at once. @see Lin et al., PacGAN (2018). */
export function packGanPreset({ packing = 2, dimensions = 2 }: { readonly packing?: number; readonly dimensions?: number } = {}): GanDesignOptions {
  return { ...plainGanPreset({ dimensions }), packing }
}

/** The plain GAN, its discriminator's outputs scored by a mixture on a simplex. @see Eghbal-zadeh et al., MD-GAN (2019). */
export function mdGanPreset({ dimensions = 2 }: { readonly dimensions?: number } = {}): GanDesignOptions {
  return { ...plainGanPreset({ dimensions }), head: { kind: 'mixture' }, objective: 'minimax' }
}

/**
 * A latent of one indicator per cluster and narrow noise, and an encoder that recovers both. The paper trains by the
 * Wasserstein loss with a gradient penalty; this by the loss of the plain GAN.
 *
 * @see Mukherjee et al., ClusterGAN (2019).
 */
export function clusterGanPreset({ components = 10, dimensions = 30 }: { readonly components?: number; readonly dimensions?: number } = {}): GanDesignOptions {
  return {
    latent: { components, dimensions, spread: 0, deviation: 0.1, learnable: false, oneHot: true },
    encoder: { componentWeight: 10, codeWeight: 10 },
  }
}
