import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { FileHandle } from '../../contract/identifiers.js'
import type { RecentFile, RecentId } from '../../contract/recentFiles.js'
import { useHost } from './host.js'
import { useNoticesStore } from './notices.js'

/** The files that were opened last, in this run or an earlier one. */
export const useRecentFilesStore = defineStore('recentFiles', () => {
  const host = useHost()
  const notices = useNoticesStore()
  const files = shallowRef<readonly RecentFile[]>([])

  async function refresh(): Promise<void> {
    files.value = (await notices.attempt(() => host.engine.listRecentFiles(null))) ?? files.value
  }

  /** Makes a file open to Studio again. @throws {StudioError} `recent-file-gone` */
  const grant = async (id: RecentId): Promise<FileHandle> => (await host.engine.grantRecentFile({ id })).file

  async function forget(id: RecentId): Promise<void> {
    files.value = (await notices.attempt(() => host.engine.forgetRecentFile({ id }))) ?? files.value
  }

  return { files, refresh, grant, forget }
})
