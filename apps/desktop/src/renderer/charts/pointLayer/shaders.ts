/**
 * Shaders of the point layer. The first pass adds up colours and counts of the points on each pixel, so their order does not matter. The
 * second pass turns a count into an opacity that grows with its logarithm: a single point stays visible beside thousands in one place.
 * `share` is the share of the points that has been added so far.
 */

/** Where the attributes of a point are bound. */
export const attributes = { place: 0, depth: 1, label: 2, shade: 3, colour: 4 } as const

/** What the colour of a point is taken from. The numbers are those of the shader. */
export const colourings = { label: 0, shade: 1, colour: 2 } as const

export const pointVertexShader = `#version 300 es
precision highp float;
precision highp int;
layout(location = ${attributes.place}) in vec2 place;
layout(location = ${attributes.depth}) in float depth;
layout(location = ${attributes.label}) in uint label;
layout(location = ${attributes.shade}) in float shade;
layout(location = ${attributes.colour}) in vec3 colour;
uniform mat4 transform;
uniform float diameter;
uniform int colouring;
uniform uint lastLabel;
uniform float fading;
uniform highp sampler2D labelLooks;
uniform highp sampler2D ramp;
flat out vec4 tint;
void main() {
  vec4 look = texelFetch(labelLooks, ivec2(int(min(label, lastLabel)), 0), 0);
  vec3 shown = look.rgb;
  if (colouring == ${colourings.shade}) shown = texelFetch(ramp, ivec2(int(shade * float(textureSize(ramp, 0).x - 1) + 0.5), 0), 0).rgb;
  if (colouring == ${colourings.colour}) shown = colour;
  vec4 at = transform * vec4(place, depth, 1.0);
  // Points behind are fainter.
  tint = vec4(shown, look.a * (1.0 - fading * clamp(0.5 + 0.5 * at.z, 0.0, 1.0)));
  gl_PointSize = diameter;
  gl_Position = look.a == 0.0 ? vec4(2.0, 2.0, 2.0, 1.0) : at;
}`

export const pointFragmentShader = `#version 300 es
precision highp float;
flat in vec4 tint;
uniform float diameter;
out vec4 sum;
void main() {
  float fromCentre = length(gl_PointCoord - 0.5) * diameter;
  float coverage = clamp(0.5 * diameter - fromCentre + 0.5, 0.0, 1.0);
  float weight = diameter <= 2.0 ? tint.a : coverage * tint.a;
  sum = vec4(tint.rgb * weight, weight);
}`

/** One triangle that covers the whole canvas. */
export const coverVertexShader = `#version 300 es
void main() {
  gl_Position = vec4(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0, 0.0, 1.0);
}`

export const opacityFragmentShader = `#version 300 es
precision highp float;
uniform highp sampler2D sums;
uniform float crowd;
uniform float share;
out vec4 shown;
const float single = 0.25;
const float most = 0.96;
void main() {
  vec4 sum = texelFetch(sums, ivec2(gl_FragCoord.xy), 0);
  float opacity = single * min(1.0, sum.a) + (most - single) * min(1.0, log(1.0 + sum.a / share) / log(1.0 + crowd));
  shown = sum.a > 0.0 ? vec4(sum.rgb / sum.a * opacity, opacity) : vec4(0.0);
}`
