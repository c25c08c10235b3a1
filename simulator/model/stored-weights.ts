/**
 * Weights as they are shipped: float32, little endian, in base64, kernel and bias of each layer in order.
 * A real deployment pulls them from a model registry; 13 kB can travel with the code.
 */
import stored from "./weights/fraud-detector.json" with { type: "json" };

/** One weight tensor: its shape and its values, row by row. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** The committed weights, in the order `Sequential.getWeights` lists them. */
export function storedWeights(): StoredTensor[] {
  return stored.tensors.map(({ shape, base64 }) => {
    const bytes = base64Bytes(base64);
    const values = new Float32Array(bytes.length / 4);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < values.length; i++) values[i] = view.getFloat32(4 * i, true);
    return { shape, values };
  });
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// `atob` is not part of the language the simulator is written against.
function base64Bytes(text: string): Uint8Array<ArrayBuffer> {
  const digits = text.replace(/=+$/, "");
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const digit of digits) {
    bits = ((bits << 6) | alphabet.indexOf(digit)) & 0xffffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[at++] = (bits >> held) & 0xff;
    }
  }
  return bytes;
}
