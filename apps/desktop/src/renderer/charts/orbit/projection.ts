import type { Ellipse } from '../../../contract/features.js'
import { paddedBounds } from '../bounds.js'
import type { PlotPoints } from '../plotPoints.js'

/** Where the viewer of a space is: angles in radians, and how many times as large as the whole it is shown. */
export interface Camera {
  readonly yaw: number
  readonly pitch: number
  readonly zoom: number
}

/** From here all three axes are seen. */
export const startCamera: Camera = { yaw: -0.6, pitch: 0.4, zoom: 1 }

const zoomLimits = { least: 0.5, most: 50 } as const

/** The camera after a turn by angles, which stops above and below the box. */
export function turned({ yaw, pitch, zoom }: Camera, by: { readonly yaw: number; readonly pitch: number }): Camera {
  const quarter = Math.PI / 2
  return { yaw: yaw + by.yaw, pitch: Math.min(quarter, Math.max(-quarter, pitch + by.pitch)), zoom }
}

export const approached = (camera: Camera, factor: number): Camera =>
  ({ ...camera, zoom: Math.min(zoomLimits.most, Math.max(zoomLimits.least, camera.zoom * factor)) })

/** Lowest and highest value on each of the three axes, in view units. */
export type Box = readonly [readonly [number, number], readonly [number, number], readonly [number, number]]

/** The box around points in space. If the axes have equal units, it is a cube. */
export function boxOf({ positions, third, explained }: Pick<PlotPoints, 'positions' | 'third' | 'explained'>): Box {
  const depths = third?.depths ?? new Float32Array(positions.length / 2)
  const bounds: Box = [paddedBounds(positions, 0, 0), paddedBounds(positions, 1, 0), depthBounds(depths)]
  if (explained === null) return bounds
  const half = Math.max(...bounds.map(([low, high]) => high - low)) / 2
  const widened = ([low, high]: readonly [number, number]): [number, number] => [(low + high) / 2 - half, (low + high) / 2 + half]
  return [widened(bounds[0]), widened(bounds[1]), widened(bounds[2])]
}

function depthBounds(depths: Float32Array): [number, number] {
  let [low, high] = [Infinity, -Infinity]
  for (const depth of depths) {
    if (depth < low) low = depth
    if (depth > high) high = depth
  }
  return low > high ? [0, 1] : [low, high]
}

interface Axis {
  /** [3] change of the coordinate for each view unit. */
  readonly direction: readonly [number, number, number]
  readonly offset: number
}

/** The affine map from view units to a picture: pixels to the right and down, and a distance towards the viewer of -1 to 1. */
export interface Projection {
  readonly x: Axis
  readonly y: Axis
  readonly z: Axis
}

/** Half the diagonal of a cube with sides of 2: a box that is turned in any way fits into a circle of this radius. */
const reach = Math.sqrt(3)

/**
 * The orthographic projection of a box into a picture. The third axis of the box points up; a turn to the left or right is about it.
 *
 * @param size of the picture, in pixels.
 */
export function projectionOf(box: Box, { yaw, pitch, zoom }: Camera, size: { readonly width: number; readonly height: number }): Projection {
  const scale = (zoom * Math.min(size.width, size.height)) / (2 * reach)
  const [sinYaw, cosYaw, sinPitch, cosPitch] = [Math.sin(yaw), Math.cos(yaw), Math.sin(pitch), Math.cos(pitch)]
  const centre = box.map(([low, high]) => (low + high) / 2)
  const half = box.map(([low, high]) => (high - low) / 2 || 1)
  const axis = (turn: readonly [number, number, number], perUnit: number, origin: number): Axis => {
    const direction = turn.map((value, at) => (value * perUnit) / half[at]!) as [number, number, number]
    return { direction, offset: origin - direction.reduce((sum, value, at) => sum + value * centre[at]!, 0) }
  }
  return {
    x: axis([cosYaw, sinYaw, 0], scale, size.width / 2),
    // Pixels count downwards.
    y: axis([-sinYaw * sinPitch, cosYaw * sinPitch, cosPitch], -scale, size.height / 2),
    z: axis([sinYaw * cosPitch, -cosYaw * cosPitch, sinPitch], 1 / reach, 0),
  }
}

/** The place of a point of view units in the picture: pixels, and the distance towards the viewer. */
export function placeOf({ x, y, z }: Projection, point: readonly [number, number, number]): [number, number, number] {
  const along = ({ direction, offset }: Axis): number => offset + direction[0] * point[0] + direction[1] * point[1] + direction[2] * point[2]
  return [along(x), along(y), along(z)]
}

/** [n, 2] pixels of points. */
export function placesOf(projection: Projection, { positions, third }: Pick<PlotPoints, 'positions' | 'third'>): Float32Array {
  const places = new Float32Array(positions.length)
  const { x, y } = projection
  for (let i = 0; i < positions.length; i += 2) {
    const [a, b, c] = [positions[i]!, positions[i + 1]!, third?.depths[i / 2] ?? 0]
    places[i] = x.offset + x.direction[0] * a + x.direction[1] * b + x.direction[2] * c
    places[i + 1] = y.offset + y.direction[0] * a + y.direction[1] * b + y.direction[2] * c
  }
  return places
}

/** The outline of an ellipsoid is an ellipse: that of the projected covariance P Σ Pᵀ, in pixels. */
export function outlineOf({ x, y, ...rest }: Projection, { weight, mean, covariance: [xx, xy, yy], third }: Ellipse): Ellipse {
  const [xz, yz, zz] = third?.covariance ?? [0, 0, 0]
  const rows = [[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]] as const
  const product = (a: Axis, b: Axis): number => a.direction.reduce((sum, value, i) => sum + value * rows[i]!.reduce((inner, entry, j) => inner + entry * b.direction[j]!, 0), 0)
  const [left, top] = placeOf({ x, y, ...rest }, [mean[0], mean[1], third?.mean ?? 0])
  return { weight, mean: [left, top], covariance: [product(x, x), product(x, y), product(y, y)] }
}
