import type { Device as MeasuredDevice, Engine } from '@mixtura/models'
import { measureDevice } from '@mixtura/models'
import { availableParallelism, cpus } from 'node:os'
import type { Device } from '../../contract/families.js'
import type { ServerOrder } from '../jobs/workerApi.js'

/** Chooses what fits of families with this engine compute on: core's kernels on all cores, or the best backend of TensorFlow.js. */
export async function chooseDevice(engine: Engine): Promise<Device> {
  if (engine === 'core') {
    return { backend: 'core', name: cpus()[0]?.model.trim() ?? 'CPU', threads: availableParallelism(), passedOver: [] }
  }
  const { useBackend } = await import('@mixtura/tensor')
  const { name, device, threads, passedOver } = await useBackend()
  return { backend: name, name: device, threads, passedOver: passedOver.map(other => ({ ...other })) }
}

/** The servers that compute a fit. */
export function deviceOf({ login: { address } }: ServerOrder): Device {
  return { backend: 'clickhouse', name: address.urls.map(url => new URL(url).host).join(', '), threads: null, passedOver: [] }
}

/** Chooses the device, and measures its speed. */
export async function measureChosenDevice(engine: Engine): Promise<{ readonly measured: MeasuredDevice; readonly device: Device }> {
  const device = await chooseDevice(engine)
  return { measured: await measureDevice(device.backend as MeasuredDevice['name']), device }
}
