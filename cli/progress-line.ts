/** One line on standard error that says what is running, when a person watches; nothing in a pipe. */
export function progressLine(): { show(text: string): void; clear(): void } {
  const shown = process.stderr.isTTY === true;
  return {
    show(text) {
      if (shown) process.stderr.write(`\r\u001b[2K${text.slice(0, (process.stderr.columns ?? 80) - 1)}`);
    },
    clear() {
      if (shown) process.stderr.write("\r\u001b[2K");
    },
  };
}
