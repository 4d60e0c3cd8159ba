// Pictures and sounds that are made here, so that no files have to be kept.

import { deflateSync } from 'node:zlib';

/** The checksum of a chunk, which Debian's Node.js does not have yet. */
function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc;
}

/** A landscape in the colours of `hue`, as a PNG file. */
export function picture(width, height, hue) {
  const raw = Buffer.alloc((width * 3 + 1) * height);
  const colour = (at) => [0, 8, 4].map((n) => {
    const k = (n + at / 30) % 12;
    return Math.round(255 * (0.55 - 0.3 * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  });
  const [sky, hill] = [colour(hue), colour(hue + 120)];
  for (let y = 0; y < height; y += 1) {
    const row = y * (width * 3 + 1);
    for (let x = 0; x < width; x += 1) {
      const ridge = height * (0.55 + 0.14 * Math.sin(x / (width / 7)) + 0.07 * Math.sin(x / (width / 19)));
      const sun = Math.hypot(x - width * 0.72, y - height * 0.26) < height * 0.1;
      const base = sun ? [255, 236, 170] : y > ridge ? hill.map((c) => c * (0.5 + 0.35 * ((y - ridge) / height))) : sky.map((c) => c + (255 - c) * (0.75 * (y / height)));
      base.forEach((value, at) => { raw[row + 1 + x * 3 + at] = Math.min(255, Math.round(value)); });
    }
  }
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    size.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body) >>> 0);
    return Buffer.concat([size, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', head), chunk('IDAT', deflateSync(raw)), chunk('IEND', Buffer.alloc(0))]);
}

/** A second of a tone, as a WAV file. */
export function tone(hertz = 440) {
  const rate = 8000;
  const data = Buffer.alloc(rate * 2);
  for (let at = 0; at < rate; at += 1) data.writeInt16LE(Math.round(Math.sin((at / rate) * hertz * 2 * Math.PI) * 9000), at * 2);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}
