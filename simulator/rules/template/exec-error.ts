/** A template that fails while it runs; the message is Go's, without the template's name and place. */
export class TemplateExecError extends Error {}
