/** Compact binary: LEB128 integers up to 2⁵³ − 1, zig-zag for signed ones, four-byte times. */

/** Times are stored as seconds since 2024-01-01T00:00:00Z in four bytes: good until 2160. */
const EPOCH_S = 1_704_067_200;

export class Writer {
  private buffer = new Uint8Array(4_096);
  private length = 0;
  private static readonly instance = new Writer();

  /** One writer an instance: encoding is synchronous and ends with `take`. */
  static shared(): Writer {
    Writer.instance.length = 0;
    return Writer.instance;
  }

  private room(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return;
    const larger = new Uint8Array(this.buffer.length * 2);
    larger.set(this.buffer);
    this.buffer = larger;
  }

  byte(value: number): void {
    if (!(value >= 0 && value <= 255)) throw new RangeError(`not a byte: ${value}`);
    this.room(1);
    this.buffer[this.length++] = value;
  }

  /** Throws `RangeError` unless 0 ≤ value ≤ 2⁵³ − 1 and whole. */
  uint(value: number): void {
    if (!(value >= 0 && Number.isSafeInteger(value))) throw new RangeError(`not a storable amount: ${value}`);
    this.room(8);
    let rest = value;
    while (rest >= 0x80) {
      this.buffer[this.length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.buffer[this.length++] = rest;
  }

  /** Signed, up to ±2⁵². */
  int(value: number): void {
    this.uint(value >= 0 ? value * 2 : -value * 2 - 1);
  }

  /** Epoch seconds; 0 stands for "none". */
  time(seconds: number): void {
    const offset = seconds === 0 ? 0 : Math.min(0xffffffff, Math.max(1, seconds - EPOCH_S));
    this.room(4);
    this.buffer[this.length++] = offset >>> 24;
    this.buffer[this.length++] = (offset >>> 16) & 0xff;
    this.buffer[this.length++] = (offset >>> 8) & 0xff;
    this.buffer[this.length++] = offset & 0xff;
  }

  bytes(value: Uint8Array): void {
    this.room(value.length);
    // What is written is a handful of bytes: a loop beats `set`.
    for (let i = 0; i < value.length; i++) this.buffer[this.length++] = value[i] as number;
  }

  take(): Uint8Array {
    return this.buffer.slice(0, this.length);
  }
}

export class Reader {
  private at = 0;
  private readonly data: Uint8Array;

  constructor(data: Uint8Array) {
    this.data = data;
  }

  byte(): number {
    const value = this.data[this.at++];
    if (value === undefined) throw new RangeError('packed data ends early');
    return value;
  }

  uint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const b = this.byte();
      value += (b & 0x7f) * scale;
      if (b < 0x80) return value;
      scale *= 0x80;
    }
  }

  int(): number {
    const value = this.uint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  time(): number {
    const offset = this.byte() * 0x1000000 + (this.byte() << 16) + (this.byte() << 8) + this.byte();
    return offset === 0 ? 0 : offset + EPOCH_S;
  }

  bytes(length: number): Uint8Array {
    if (this.at + length > this.data.length) throw new RangeError('packed data ends early');
    const value = this.data.subarray(this.at, this.at + length);
    this.at += length;
    return value;
  }

  get done(): boolean {
    return this.at >= this.data.length;
  }
}
