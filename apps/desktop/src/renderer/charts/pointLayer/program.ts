/** Compiles a program. @throws with the log of the driver; on a lost context the program is unusable, and nothing is thrown. */
export function compileProgram(gl: WebGL2RenderingContext, vertexSource: string, fragmentSource: string): WebGLProgram {
  const program = gl.createProgram()
  const shaders = ([[gl.VERTEX_SHADER, vertexSource], [gl.FRAGMENT_SHADER, fragmentSource]] as const).map(([kind, source]) => {
    const shader = gl.createShader(kind)
    if (!shader) return null
    gl.shaderSource(shader, source)
    gl.compileShader(shader)
    gl.attachShader(program, shader)
    return shader
  })
  gl.linkProgram(program)
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    const logs = [...shaders.map(shader => shader && gl.getShaderInfoLog(shader)), gl.getProgramInfoLog(program)].filter(Boolean).join('\n')
    throw new Error(`the shaders of the point layer do not compile: ${logs}`)
  }
  for (const shader of shaders) if (shader) gl.deleteShader(shader)
  return program
}

/** A texture of one row of colours, [width, 4] bytes; texels are read by their index. */
export function colourRow(gl: WebGL2RenderingContext, texture: WebGLTexture, bytes: Uint8Array): void {
  gl.bindTexture(gl.TEXTURE_2D, texture)
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, bytes.length / 4, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, bytes)
  for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, name, gl.NEAREST)
}
