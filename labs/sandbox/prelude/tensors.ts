/**
 * Tensors as TensorFlow.js 4 keeps them (github.com/tensorflow/tfjs, tfjs-core/src/engine.ts): memory belongs to a
 * tensor until `dispose`, or until the `tidy` it was made in ends without returning it. The counts and bytes are those
 * of the real engine (float32, four bytes a number); the values are plain arrays, and there is no backend to run out.
 */
export const tensorsPrelude = `
let alive = 0, aliveBytes = 0;
const scopes = [];

class Tensor {
  #values; #disposed = false; #kept = false;
  constructor(values, shape) {
    this.#values = values;
    this.shape = shape;
    this.dtype = "float32";
    alive++;
    aliveBytes += values.length * 4;
    if (scopes.length > 0) push(scopes[scopes.length - 1], this);
    host.tensors(alive, aliveBytes);
  }
  static keep(tensor) { tensor.#kept = true; return tensor; }
  static isKept(tensor) { return tensor.#kept; }
  static read(tensor) {
    if (tensor.#disposed) throw new NativeError("Tensor is disposed.");
    return tensor.#values;
  }
  get size() { return this.#values.length; }
  get isDisposed() { return this.#disposed; }
  dispose() {
    if (this.#disposed) return;
    this.#disposed = true;
    alive--;
    aliveBytes -= this.#values.length * 4;
    host.tensors(alive, aliveBytes);
  }
  dataSync() { return Tensor.read(this).slice(); }
  arraySync() {
    const values = Tensor.read(this), width = this.shape[1];
    if (this.shape.length < 2) return values.slice();
    const rows = [];
    for (let i = 0; i < values.length; i += width) push(rows, values.slice(i, i + width));
    return rows;
  }
  async data() { return this.dataSync(); }
  async array() { return this.arraySync(); }
  clone() { return new Tensor(Tensor.read(this).slice(), this.shape.slice()); }
  reshape(shape) { return new Tensor(Tensor.read(this).slice(), shape.slice()); }
  flatten() { return this.reshape([this.size]); }
  squeeze() { return this.reshape(this.shape.filter((n) => n !== 1)); }
  #each(other, op) {
    const a = Tensor.read(this), b = other instanceof Tensor ? Tensor.read(other) : undefined;
    return new Tensor(a.map((v, i) => op(v, b === undefined ? other : b[i % b.length])), this.shape.slice());
  }
  add(other) { return this.#each(other, (a, b) => a + b); }
  sub(other) { return this.#each(other, (a, b) => a - b); }
  mul(other) { return this.#each(other, (a, b) => a * b); }
  div(other) { return this.#each(other, (a, b) => a / b); }
}

/** Every tensor inside a value, two levels deep, as tfjs finds them in arrays and records. */
function tensorsIn(value, found = [], depth = 0) {
  if (value instanceof Tensor) push(found, value);
  else if (value !== null && typeof value === "object" && depth < 3) for (const key of keys(value)) tensorsIn(value[key], found, depth + 1);
  return found;
}

function endScope(result) {
  const kept = tensorsIn(result), scope = scopes.pop();
  for (const tensor of scope) {
    if (indexOf(kept, tensor) < 0) { if (!Tensor.isKept(tensor)) tensor.dispose(); }
    else if (scopes.length > 0) push(scopes[scopes.length - 1], tensor);
  }
}

const tf = {
  tensor(values, shape) {
    const rows = isArray(values[0]) ? values : undefined;
    const all = rows === undefined ? [...values] : rows.flat();
    for (const value of all) if (typeof value !== "number") throw new NativeError("a tensor holds numbers");
    return new Tensor(all, shape ? shape.slice() : rows === undefined ? [all.length] : [rows.length, rows[0].length]);
  },
  tensor1d(values) { return tf.tensor(values); },
  tensor2d(values, shape) { return tf.tensor(values, shape); },
  /** Disposes what was made inside and is not returned; also when the work throws. */
  tidy(nameOrWork, maybeWork) {
    const work = maybeWork === undefined ? nameOrWork : maybeWork;
    push(scopes, []);
    let out;
    try { out = work(); } catch (error) { endScope(undefined); throw error; }
    if (out instanceof NativePromise) {
      endScope(undefined);
      throw new NativeError("Cannot return a Promise inside of tidy.");
    }
    endScope(out);
    return out;
  },
  engine: () => ({ startScope: () => { push(scopes, []); }, endScope: (result) => endScope(result) }),
  keep: (tensor) => Tensor.keep(tensor),
  dispose: (value) => { for (const tensor of tensorsIn(value)) tensor.dispose(); },
  memory: () => ({ numTensors: alive, numBytes: aliveBytes, numDataBuffers: alive, unreliable: false }),
};
`;
