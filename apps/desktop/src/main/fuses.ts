/**
 * The switches that the packager burns into Electron's binary for a release (`@electron/fuses`, by name).
 * RunAsNode off is why the engine runs on a Node binary of its own.
 */
export const releaseFuses = {
  RunAsNode: false,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableCookieEncryption: true,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  GrantFileProtocolExtraPrivileges: false,
} as const
