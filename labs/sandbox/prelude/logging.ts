/**
 * A structured logger: a message and fields, one line a call. `log.bind` gives a logger that adds fields to its own
 * lines; `requestContext` adds fields to everybody's lines until it is cleared, one context for the whole process,
 * as a thread that is used again keeps what the last request bound.
 */
export const loggingPrelude = `
let contextFields = create(null);

const requestContext = {
  bind(fields) { contextFields = { __proto__: null, ...contextFields, ...flat(fields) }; },
  clear() { contextFields = create(null); },
  run(fields, work) {
    const before = contextFields;
    contextFields = { __proto__: null, ...before, ...flat(fields) };
    try { return work(); } finally { contextFields = before; }
  },
};

function logger(own) {
  const line = (level) => (message, fields) => {
    const given = fields instanceof NativeError ? { error: fields } : fields;
    host.log(level, cut(message, 2000), stringify({ __proto__: null, ...contextFields, ...own, ...flat(given) }));
  };
  return {
    debug: line("debug"), info: line("info"), warning: line("warning"), warn: line("warning"),
    error: line("error"), exception: line("error"),
    bind: (fields) => logger({ __proto__: null, ...own, ...flat(fields) }),
  };
}
const log = logger(create(null));
const plain = (write) => (...parts) => write(joinList(parts.map((part) => plainText(part)), " "));
const console = { log: plain(log.info), info: plain(log.info), warn: plain(log.warning), error: plain(log.error), debug: plain(log.debug) };
`;
