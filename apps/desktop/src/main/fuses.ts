/**
 * The fuses that the packager sets in Electron's binary for a release, by their names in `@electron/fuses`.
 * Because RunAsNode is off, the engine needs a separate Node binary.
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
