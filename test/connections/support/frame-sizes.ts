/** Reads the headers of the WebSocket frames in a stream of bytes (RFC 6455, section 5.2), and tells the length of each. */
export function frameSizes(onFrame: (length: number) => void): (chunk: Buffer) => void {
  let header = Buffer.alloc(0);
  let skip = 0; // bytes of payload that are still to come
  return (chunk) => {
    let rest = chunk;
    while (rest.length > 0) {
      if (skip > 0) {
        const taken = Math.min(skip, rest.length);
        skip -= taken;
        rest = rest.subarray(taken);
        continue;
      }
      header = Buffer.concat([header, rest.subarray(0, 1)]);
      rest = rest.subarray(1);
      if (header.length < 2) continue;
      const short = header[1] % 128;
      const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
      const mask = header[1] >= 128 ? 4 : 0;
      if (header.length < 2 + extended + mask) continue;
      const length = extended === 0 ? short : extended === 2 ? header.readUInt16BE(2) : Number(header.readBigUInt64BE(2));
      onFrame(length);
      header = Buffer.alloc(0);
      skip = length;
    }
  };
}
