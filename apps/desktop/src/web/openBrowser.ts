import { spawn } from 'node:child_process'

/** Whether a browser window could show up at all. */
export function canOpenBrowser(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean {
  if (environment['CI']) return false
  if (platform === 'win32' || platform === 'darwin') return true
  return Boolean(environment['DISPLAY'] ?? environment['WAYLAND_DISPLAY'])
}

/** Asks the system to open `url`; resolves with why it could not, or null. */
export function openBrowser(url: string, platform: NodeJS.Platform): Promise<string | null> {
  const [command, ...args] = openCommand(url, platform)
  return new Promise(resolve => {
    const opener = spawn(command, args, { stdio: 'ignore', detached: true })
    opener.on('error', error => resolve(error.message))
    opener.once('spawn', () => {
      opener.unref()
      resolve(null)
    })
  })
}

function openCommand(url: string, platform: NodeJS.Platform): [string, ...string[]] {
  if (platform === 'darwin') return ['open', url]
  // `start` is cmd's own; the empty argument is its window title.
  if (platform === 'win32') return ['cmd', '/c', 'start', '', url]
  return ['xdg-open', url]
}
