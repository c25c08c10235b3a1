/**
 * The model, and the way in for requests. The model's answers, its failures and the time it takes belong to the
 * request and come from the grader; this side never sees them before the handler asks.
 */
export const modelPrelude = `
class ModelError extends NativeError {
  get name() { return "ModelError"; }
}
let injected = create(null);

/** "=" and the answers, or "!" and why there are none. */
function answer(reply, request) {
  if (reply[0] === "!") {
    const error = new ModelError(sliceText(reply, 1));
    injected[request] = error;
    throw error;
  }
  return parse(sliceText(reply, 1));
}

const model = {
  predict(input) {
    if (options.tensors) {
      if (!(input instanceof Tensor)) throw new NativeError("model.predict takes a tensor");
      Tensor.read(input);
      return new Tensor(answer(host.predict(), host.request()), [input.shape[0], 1]);
    }
    if (!isArray(input)) throw new TypeError("model.predict takes an array of rows");
    const request = host.request();
    if (!options.later) return answer(host.predict(), request);
    return thenOf(host.predictLater(), (reply) => answer(reply, request));
  },
};

function settle(index, end, text) { host.settle(index, end, text); }

function threw(index, error) {
  let same = false;
  try { same = error === injected[index] || (injected[index] !== undefined && error.cause === injected[index]); } catch {}
  settle(index, same ? "same-error" : "other-error", describeError(error));
}

/** Gives a request to the handler. */
function serve(handler, index, json) {
  const request = parse(json);
  let out;
  try {
    out = handler(request.rows, { id: request.id, headers: request.headers });
    if (out instanceof NativePromise) {
      thenOf(out, (value) => settle(index, "returned", describe(value)), (error) => threw(index, error));
      return;
    }
    settle(index, "returned", describe(out));
  } catch (error) { threw(index, error); }
}
`;
