/**
 * What every other part of the learner's world is built on. It keeps its own copies of the built-ins it needs,
 * taken before any learner code runs, so redefining `JSON` or `Array.prototype` misleads nobody but its author.
 */
export const textPrelude = `
const create = Object.create, keys = Object.keys, stringify = JSON.stringify, parse = JSON.parse;
const isArray = Array.isArray, isFinite = Number.isFinite, NativeString = String, NativeError = Error;
const NativePromise = Promise, call = Function.prototype.call;
const bound = (method) => call.bind(method);
const sliceText = bound(NativeString.prototype.slice), joinList = bound(Array.prototype.join);
const thenOf = bound(NativePromise.prototype.then), indexOf = bound(Array.prototype.indexOf), push = bound(Array.prototype.push);

const cut = (value, most) => sliceText(NativeString(value), 0, most);

/** A flat record of texts, whatever was given. */
function flat(given) {
  const out = create(null);
  if (given === null || given === undefined) return out;
  if (typeof given !== "object") throw new TypeError("expected an object of names and values");
  for (const key of keys(given)) out[cut(key, 200)] = plainText(given[key]);
  return out;
}

function plainText(value) {
  if (value instanceof NativeError) return cut(value.name + ": " + value.message, 8192);
  if (value !== null && typeof value === "object") return cut(stringify(value), 8192);
  return cut(value, 8192);
}

/** A result as text: numbers in brackets, a tensor as its numbers, anything else by its kind. */
function describe(value) {
  if (!isArray(value)) return typeof value === "number" ? cut(value, 40) : "(" + (value === null ? "null" : typeof value) + ")";
  const parts = [];
  for (let i = 0; i < value.length && i < 1024; i++) push(parts, isArray(value[i]) ? describe(value[i]) : cut(value[i], 40));
  return "[" + cut(joinList(parts, ","), 16384) + "]";
}

function describeError(error) {
  if (error instanceof NativeError) return cut(error.name, 60) + ": " + cut(error.message, 400);
  return cut(typeof error === "object" ? "an object" : error, 400);
}
`;
