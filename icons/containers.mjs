// The two formats that hold an icon in several sizes, each around PNG files as they are.

/** A Windows icon of PNG files by size. */
export function ico(pngs) {
  const entries = Object.entries(pngs);
  const header = Buffer.alloc(6 + 16 * entries.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(entries.length, 4);
  let offset = header.length;
  entries.forEach(([size, png], index) => {
    const at = 6 + 16 * index;
    // A byte cannot say 256: 0 does.
    header.writeUInt8(Number(size) % 256, at);
    header.writeUInt8(Number(size) % 256, at + 1);
    header.writeUInt16LE(1, at + 4);
    header.writeUInt16LE(32, at + 6);
    header.writeUInt32LE(png.length, at + 8);
    header.writeUInt32LE(offset, at + 12);
    offset += png.length;
  });
  return Buffer.concat([header, ...entries.map(([, png]) => png)]);
}

/** Apple's names for PNG files of a size. */
const APPLE = { 16: "icp4", 32: "icp5", 64: "icp6", 128: "ic07", 256: "ic08", 512: "ic09", 1024: "ic10" };

/** A macOS icon of PNG files by size. */
export function icns(pngs) {
  const chunk = (name, content) => {
    const head = Buffer.alloc(8);
    head.write(name, "latin1");
    head.writeUInt32BE(content.length + 8, 4);
    return Buffer.concat([head, content]);
  };
  return chunk("icns", Buffer.concat(Object.entries(pngs).map(([size, png]) => chunk(APPLE[size], png))));
}
