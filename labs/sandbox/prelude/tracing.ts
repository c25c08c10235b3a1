/**
 * A tracer with the interface of OpenTelemetry for JavaScript (opentelemetry.io/docs/languages/js), plus `withSpan`,
 * which does what Python's `start_as_current_span` does: ends the span, records an exception once, sets ERROR.
 * There is no exporter and no sampling: the grader sees every span.
 */
export const tracingPrelude = `
const SpanStatusCode = Object.freeze({ UNSET: 0, OK: 1, ERROR: 2 });
const statusName = (code) => code === 2 || code === "ERROR" ? "ERROR" : code === 1 || code === "OK" ? "OK" : "UNSET";
let spans = 0;
const traces = create(null);

/** Spans of one request are of one trace; its id is drawn when somebody first asks. */
function traceOf(request) {
  if (!traces[request]) {
    let id = "";
    for (let i = 0; i < 4; i++) id += padded(host.random());
    traces[request] = id;
  }
  return traces[request];
}
const floor = Math.floor;
const hexDigits = "0123456789abcdef";
function padded(share) {
  let left = floor(share * 4294967296);
  let text = "";
  for (let i = 0; i < 8; i++) { text = hexDigits[left % 16] + text; left = floor(left / 16); }
  return text;
}

class Span {
  #id = spans++;
  #request = host.request();
  #over = false;
  constructor(name) { host.span("start", this.#id, cut(name, 200), ""); }
  setAttribute(key, value) {
    if (!this.#over) host.span("attribute", this.#id, cut(key, 200), plainText(value));
    return this;
  }
  setAttributes(given) {
    const all = flat(given);
    for (const key of keys(all)) this.setAttribute(key, all[key]);
    return this;
  }
  addEvent(name) {
    if (!this.#over) host.span("event", this.#id, cut(name, 200), "");
    return this;
  }
  recordException(error) { if (!this.#over) host.span("event", this.#id, "exception", plainText(error)); }
  setStatus(status) {
    if (!this.#over) host.span("status", this.#id, statusName(labelled(status) ? status.code : status), "");
    return this;
  }
  updateName(name) {
    if (!this.#over) host.span("name", this.#id, cut(name, 200), "");
    return this;
  }
  isRecording() { return !this.#over; }
  /** Ids of the span, in W3C form: 32 and 16 hex digits. */
  spanContext() {
    const traceId = traceOf(this.#request);
    host.span("trace", this.#id, traceId, "");
    return { traceId, spanId: padded(0.5 + this.#id / 4294967296) + padded(this.#request / 65536), traceFlags: 1 };
  }
  end() {
    host.span("end", this.#id, "", "");
    this.#over = true;
  }
}

function failed(span, error) {
  span.recordException(error);
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
  throw error;
}

const tracer = {
  startSpan(name) { return new Span(name); },
  /** As OpenTelemetry's: hands over a span and leaves ending it to you. */
  startActiveSpan(name, ...rest) { return rest[rest.length - 1](new Span(name)); },
  withSpan(name, work) {
    const span = new Span(name);
    let out;
    try { out = work(span); } catch (error) { failed(span, error); }
    if (out instanceof NativePromise) {
      return thenOf(out, (value) => { span.end(); return value; }, (error) => failed(span, error));
    }
    span.end();
    return out;
  },
};
`;
