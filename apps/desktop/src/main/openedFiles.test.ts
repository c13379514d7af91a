import { EventEmitter } from 'node:events'
import { expect, it, vi } from 'vitest'
import { fileAmong, receiveOpenedFiles, showWindow } from './openedFiles.js'
import { recoverWindow } from './windowRecovery.js'

type App = Parameters<typeof receiveOpenedFiles>[0]

function appWith(isFirst: boolean) {
  const events = new EventEmitter()
  return { events, app: Object.assign(events, { requestSingleInstanceLock: () => isFirst }) as unknown as App }
}

it('is one Studio for each user, which opens what a second start was given', () => {
  const { app, events } = appWith(true)
  const opened = receiveOpenedFiles(app, 1)
  expect(opened.isFirst).toBe(true)
  const prevented = vi.fn()
  // A Mac names the file before the app is ready; it waits.
  events.emit('open-file', { preventDefault: prevented }, '/data/early.mixtura-project')
  const files: (string | null)[] = []
  opened.onFile(path => files.push(path))
  events.emit('second-instance', {}, ['/opt/mixtura-studio', '--flag', 'visits.csv'], '/home/ana')
  events.emit('second-instance', {}, ['/opt/mixtura-studio'], '/home/ana')
  expect(files).toEqual(['/data/early.mixtura-project', '/home/ana/visits.csv', null])
  expect(prevented).toHaveBeenCalledOnce()
  expect(receiveOpenedFiles(appWith(false).app, 1).isFirst).toBe(false)
})

it('finds the file among arguments', () => {
  expect(fileAmong(['--no-sandbox', 'a.csv', 'b.csv'], '/home')).toBe('/home/a.csv')
  expect(fileAmong(['--no-sandbox'], '/home')).toBeNull()
})

it('brings its window to the front', () => {
  const window = { isMinimized: () => true, restore: vi.fn(), focus: vi.fn() }
  showWindow(window)
  expect([window.restore, window.focus].map(call => call.mock.calls.length)).toEqual([1, 1])
  showWindow(undefined)
})

it('loads a window again that has crashed, but not for ever', () => {
  const contents = Object.assign(new EventEmitter(), { reload: vi.fn() })
  const giveUp = vi.fn()
  let time = 0
  recoverWindow(contents as unknown as Parameters<typeof recoverWindow>[0], giveUp, () => time)
  const crash = (reason: string): boolean => contents.emit('render-process-gone', {}, { reason })
  crash('clean-exit')
  expect(contents.reload).not.toHaveBeenCalled()
  for (let i = 0; i < 3; i++) crash('crashed')
  expect(contents.reload).toHaveBeenCalledTimes(3)
  crash('oom')
  expect(giveUp).toHaveBeenCalledWith('oom')
  // A minute later it is another matter.
  time = 61_000
  crash('crashed')
  expect(contents.reload).toHaveBeenCalledTimes(4)
})
