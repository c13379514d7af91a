import { onBeforeUnmount, shallowRef, watch, type ShallowRef } from 'vue'
import { between, type PlaneMixture } from './mixtureState.js'

const duration = 350 // milliseconds

/** The value to draw while `target` changes: it moves to the target, or jumps there if the reader prefers less motion. */
export function useTween(target: ShallowRef<PlaneMixture | null>): ShallowRef<PlaneMixture | null> {
  const drawn = shallowRef(target.value)
  let frame = 0
  watch(target, to => {
    cancelAnimationFrame(frame)
    const from = drawn.value
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches
    if (!to || !from || still || from.means.length !== to.means.length) {
      drawn.value = to
      return
    }
    const began = performance.now()
    const step = (now: number): void => {
      const share = Math.min(1, (now - began) / duration)
      drawn.value = between(from, to, share * (2 - share))
      if (share < 1) frame = requestAnimationFrame(step)
    }
    frame = requestAnimationFrame(step)
  })
  onBeforeUnmount(() => cancelAnimationFrame(frame))
  return drawn
}
