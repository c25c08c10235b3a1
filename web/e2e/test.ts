import { type BrowserContext, test as base, expect } from "@playwright/test";

/**
 * Every journey runs under a watch: what a careful visitor would see in the browser's console, or in a
 * firewall's log, fails the test.
 */
export class Watch {
  readonly #problems: string[] = [];
  /** Journeys forbid service workers, and the browser double that does so says it each time. */
  readonly #allowed: RegExp[] = [/Service Worker registration blocked by Playwright/];

  /** Lets one known message pass, for journeys that provoke it. Say why where you call it. */
  allow(message: RegExp): void {
    this.#allowed.push(message);
  }

  /** Watches all pages and workers of a context. */
  follow(context: BrowserContext, origin: string): void {
    context.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning")
        this.#add(`console ${message.type()}: ${message.text()} (${message.location().url})`);
    });
    context.on("weberror", (error) =>
      this.#add(`page error: ${error.error().stack ?? error.error().message}`),
    );
    context.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(`${origin}/`) && !url.startsWith(`blob:${origin}/`) && !url.startsWith("data:"))
        this.#add(`request off the page's own origin: ${url}`);
    });
    context.on("page", (page) => {
      page.on("websocket", (socket) => this.#add(`socket: ${socket.url()}`));
    });
    // The page asks in its own dialogs; this one would come from somebody's text.
    context.on("dialog", (dialog) => {
      this.#add(`browser dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
  }

  problems(): readonly string[] {
    return this.#problems.filter((text) => !this.#allowed.some((allowed) => allowed.test(text)));
  }

  #add(problem: string): void {
    this.#problems.push(problem);
  }
}

/** Reports refused scripts, styles and requests of a page through its console, where the watch reads them. */
export function reportRefusals(): void {
  document.addEventListener("securitypolicyviolation", (event) => {
    // biome-ignore lint/suspicious/noConsole: the console is where the watch listens
    console.error(`content policy: ${event.violatedDirective} refused ${event.blockedURI}`);
  });
}

export const test = base.extend<{ watch: Watch }>({
  watch: [
    async ({ context, baseURL }, use) => {
      const watch = new Watch();
      watch.follow(context, new URL(baseURL ?? "").origin);
      await context.addInitScript(reportRefusals);
      await use(watch);
      expect(watch.problems(), "what the browser complained about").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
