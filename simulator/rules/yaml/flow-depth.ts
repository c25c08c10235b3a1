/**
 * Follows YAML's flow style through a file, line by line: open `[` and `{` outside quotes. Only a value that
 * starts with a bracket opens flow style, and only one that starts with a quote is a quoted string.
 */
export class FlowDepth {
  depth = 0;
  private quote = "";
  private readonly keepsQuotes: boolean;

  /** `keepsQuotes`: a quoted string outside brackets may go on over lines. */
  constructor(keepsQuotes: boolean) {
    this.keepsQuotes = keepsQuotes;
  }

  /** Whether the next line goes on inside brackets or a quoted string. */
  get open(): boolean {
    return this.depth > 0 || this.quote !== "";
  }

  /** Reads one line and returns the deepest level it reached. */
  scan(line: string): number {
    let deepest = this.depth;
    // Whether a quote or bracket here begins a value; inside a plain scalar it is just a character.
    let atValue = true;
    for (let i = 0; i < line.length; i++) {
      const char = line.charAt(i);
      if (this.quote !== "") {
        if (char === "\\" && this.quote === '"') i++;
        else if (char === this.quote) this.quote = "";
        continue;
      }
      if ((char === '"' || char === "'") && atValue) this.quote = char;
      else if ((char === "[" || char === "{") && (this.depth > 0 || atValue)) this.depth++;
      else if ((char === "]" || char === "}") && this.depth > 0) this.depth--;
      else if (char === "#" && (i === 0 || /[ \t]/.test(line.charAt(i - 1)))) break;
      if (!/[ \t]/.test(char)) atValue = /[-:?]/.test(char) || (this.depth > 0 && /[[{,]/.test(char));
      deepest = Math.max(deepest, this.depth);
    }
    if (this.depth === 0 && !this.keepsQuotes) this.quote = "";
    return deepest;
  }
}
