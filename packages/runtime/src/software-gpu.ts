/** Drivers that emulate a GPU on the CPU, as they name themselves. */
const emulators = /swiftshader|llvmpipe|lavapipe|softpipe|software|basic render|\bwarp\b/i;

/** Whether a driver's description names an emulator rather than hardware. */
export function namesSoftware(...words: readonly string[]): boolean {
  return words.some((word) => emulators.test(word));
}
