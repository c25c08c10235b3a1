/**
 * A tracer with the interface of OpenTelemetry for JavaScript (opentelemetry.io/docs/languages/js), plus `withSpan`,
 * which does what Python's `start_as_current_span` does: ends the span, records an exception once, sets ERROR.
 * There is no exporter and no sampling: the grader sees every span.
 */
export const tracingPrelude = `
const SpanStatusCode = Object.freeze({ UNSET: 0, OK: 1, ERROR: 2 });
const statusName = (code) => code === 2 || code === "ERROR" ? "ERROR" : code === 1 || code === "OK" ? "OK" : "UNSET";
let spans = 0;

class Span {
  #id = spans++;
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
