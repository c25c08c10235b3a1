/** Kubernetes resource quantities such as `500m`, `8Gi` or `2`. */
const suffixes: readonly (readonly [string, number])[] = [
  ["Ki", 2 ** 10],
  ["Mi", 2 ** 20],
  ["Gi", 2 ** 30],
  ["Ti", 2 ** 40],
  ["m", 0.001],
  ["k", 1e3],
  ["M", 1e6],
  ["G", 1e9],
  ["T", 1e12],
];

/** The number a quantity stands for, in base units; undefined when it is none. */
export function parseQuantity(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([A-Za-z]*)$/.exec(text);
  if (match === null) return undefined;
  const [, digits = "", suffix = ""] = match;
  if (suffix === "") return Number(digits);
  const unit = suffixes.find(([name]) => name === suffix);
  return unit === undefined ? undefined : Number(digits) * unit[1];
}

/** `8Gi (12%)`: a quantity and its whole percentage of another, as `kubectl describe node` prints it. */
export function percentOf(quantity: string, whole: string): string {
  const share = (parseQuantity(quantity) ?? 0) / (parseQuantity(whole) ?? 1);
  return `${quantity} (${Math.trunc(100 * share)}%)`;
}

/** Sum of quantities, in the largest binary suffix that keeps it whole, or in thousandths below one. */
export function sumQuantities(quantities: readonly string[]): string {
  const sum = quantities.reduce((total, text) => total + (parseQuantity(text) ?? 0), 0);
  if (!Number.isInteger(sum)) return `${Math.round(sum * 1000)}m`;
  const binary = suffixes.slice(0, 4).findLast(([, size]) => sum >= size && sum % size === 0);
  return binary === undefined ? String(sum) : `${sum / binary[1]}${binary[0]}`;
}
