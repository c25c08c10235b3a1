/**
 * MD5 (RFC 1321) over bytes that arrive in pieces. Node's own implementation does not exist in browsers;
 * here it only tells two runs apart, which needs no cryptographic strength.
 */

/** Rotations of the four rounds, RFC 1321 section 3.4. */
const ROTATIONS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21] as const;

/** T[i] of RFC 1321: floor(2^32 * abs(sin(i + 1))), as numbers because sine differs between machines. */
const SINES = Int32Array.from([
  0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501, 0x698098d8,
  0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821, 0xf61e2562, 0xc040b340,
  0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8, 0x21e1cde6, 0xc33707d6, 0xf4d50d87,
  0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a, 0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c,
  0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70, 0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039,
  0xe6db99e5, 0x1fa27cf8, 0xc4ac5665, 0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92,
  0xffeff47d, 0x85845dd1, 0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb,
  0xeb86d391,
]);

const BLOCK = 64;

export class Md5 {
  private a = 0x67452301;
  private b = 0xefcdab89 | 0;
  private c = 0x98badcfe | 0;
  private d = 0x10325476;
  private readonly buffer = new Uint8Array(BLOCK);
  private readonly words = new Int32Array(16);
  private readonly number = new DataView(new ArrayBuffer(8));
  private filled = 0;
  private bytes = 0;

  /** Adds bytes. */
  update(bytes: Uint8Array): void {
    for (const byte of bytes) this.byte(byte);
  }

  /** Adds text as UTF-8, preceded by nothing and followed by a zero byte. */
  text(text: string): void {
    for (const char of text) {
      const code = char.codePointAt(0) ?? 0;
      if (code < 0x80) this.byte(code);
      else if (code < 0x800) {
        this.byte(0xc0 | (code >> 6));
        this.byte(0x80 | (code & 63));
      } else if (code < 0x10000) {
        this.byte(0xe0 | (code >> 12));
        this.byte(0x80 | ((code >> 6) & 63));
        this.byte(0x80 | (code & 63));
      } else {
        this.byte(0xf0 | (code >> 18));
        this.byte(0x80 | ((code >> 12) & 63));
        this.byte(0x80 | ((code >> 6) & 63));
        this.byte(0x80 | (code & 63));
      }
    }
    this.byte(0);
  }

  /** Adds a number as a little-endian Float64; every NaN as the same bytes. */
  float64(value: number): void {
    if (Number.isNaN(value)) {
      this.number.setUint32(0, 0, true);
      this.number.setUint32(4, 0x7ff80000, true);
    } else this.number.setFloat64(0, value, true);
    for (let i = 0; i < 8; i++) this.byte(this.number.getUint8(i));
  }

  /** Ends the message and returns its 32 hex digits. The object is of no use afterwards. */
  hex(): string {
    const bits = this.bytes * 8;
    this.byte(0x80);
    while (this.filled !== BLOCK - 8) this.byte(0);
    const low = bits % 4294967296;
    const high = Math.floor(bits / 4294967296);
    for (const word of [low, high]) for (let i = 0; i < 4; i++) this.byte((word >>> (8 * i)) & 255);
    return [this.a, this.b, this.c, this.d].map(littleEndianHex).join("");
  }

  private byte(byte: number): void {
    this.buffer[this.filled++] = byte;
    this.bytes++;
    if (this.filled === BLOCK) {
      this.filled = 0;
      this.block();
    }
  }

  private block(): void {
    const { buffer, words } = this;
    for (let i = 0; i < 16; i++) {
      const o = i * 4;
      words[i] =
        (buffer[o] ?? 0) |
        ((buffer[o + 1] ?? 0) << 8) |
        ((buffer[o + 2] ?? 0) << 16) |
        ((buffer[o + 3] ?? 0) << 24);
    }
    let { a, b, c, d } = this;
    for (let i = 0; i < BLOCK; i++) {
      const round = i >> 4;
      const mixed =
        round === 0
          ? (b & c) | (~b & d)
          : round === 1
            ? (d & b) | (~d & c)
            : round === 2
              ? b ^ c ^ d
              : c ^ (b | ~d);
      const index =
        round === 0 ? i : round === 1 ? (5 * i + 1) & 15 : round === 2 ? (3 * i + 5) & 15 : (7 * i) & 15;
      const sum = (a + mixed + (SINES[i] ?? 0) + (words[index] ?? 0)) | 0;
      const turn = ROTATIONS[round * 4 + (i & 3)] ?? 0;
      a = d;
      d = c;
      c = b;
      b = (b + ((sum << turn) | (sum >>> (32 - turn)))) | 0;
    }
    this.a = (this.a + a) | 0;
    this.b = (this.b + b) | 0;
    this.c = (this.c + c) | 0;
    this.d = (this.d + d) | 0;
  }
}

function littleEndianHex(word: number): string {
  let text = "";
  for (let i = 0; i < 4; i++) text += ((word >>> (8 * i)) & 255).toString(16).padStart(2, "0");
  return text;
}
