import { describe, expect, it } from "vitest";

import { isInsecureHttp, looksWhole, proxyLooksWhole } from "./entered-address";

describe("an address while it is typed", () => {
  it.each([
    "chat.example.com",
    " https://chat.example.com/ ",
    "HTTP://chat.example.com",
    "https://example.com/chat?x#y",
    "chat:3000",
    "localhost",
    "http://localhost:3000",
    "[::1]",
    "https://[::1]:3000/chat",
    "10.0.0.7",
    "https://bücher.example",
  ])("looks whole: %s", (text) => {
    expect(looksWhole(text)).toBe(true);
  });

  it.each([
    "",
    "https://",
    "https://chat",
    "chat.",
    "chat.e",
    "chat..example",
    ".example",
    "10.0.0",
    "chat .example",
    "me:secret@chat.example",
    "ftp://chat.example",
    "chat:",
  ])("may go on, or is none: %j", (text) => {
    expect(looksWhole(text)).toBe(false);
  });

  it("is not encrypted by its scheme alone", () => {
    expect([" http://a", "HTTP://a", "https://a", "a", "http:/"].map(isInsecureHttp)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it("goes through a proxy whose address is whole as well", () => {
    expect(["socks5://proxy.example:1080", "http://proxy:3128", "proxy.example"].every(proxyLooksWhole)).toBe(true);
    expect(["", "socks5://", "http://proxy"].some(proxyLooksWhole)).toBe(false);
  });
});
