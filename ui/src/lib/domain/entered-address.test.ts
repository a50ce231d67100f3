import { describe, expect, it } from "vitest";

import { isInsecureHttp, looksComplete, proxyLooksComplete } from "./entered-address";

describe("an address being typed", () => {
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
  ])("looks complete: %s", (text) => {
    expect(looksComplete(text)).toBe(true);
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
  ])("is incomplete or not an address: %j", (text) => {
    expect(looksComplete(text)).toBe(false);
  });

  it("is insecure only by its scheme", () => {
    expect([" http://a", "HTTP://a", "https://a", "a", "http:/"].map(isInsecureHttp)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it("can be a proxy's", () => {
    expect(["socks5://proxy.example:1080", "http://proxy:3128", "proxy.example"].every(proxyLooksComplete)).toBe(true);
    expect(["", "socks5://", "http://proxy"].some(proxyLooksComplete)).toBe(false);
  });
});
