import { describe, expect, it } from "vitest";

import { addressFit, patternFit } from "./address";

describe("the address of a license", () => {
  it.each([
    ["chat.acme.example", "https://chat.acme.example", "fits"],
    ["https://Chat.Acme.example/", "https://chat.acme.example", "fits"],
    ["chat.acme.example/team", "https://chat.acme.example/team/", "fits"],
    ["chat.acme.example", "https://chat.acme.example/team", "differs"],
    ["localhost:3000", "http://localhost:3000", "fits"],
    ["localhost:3000", "http://localhost:3001", "differs"],
    ["*.acme.example", "https://chat.acme.example", "fits"],
    ["*.acme.example", "https://chat.acme.example/team", "differs"],
    ["*.acme.example", "https://acme.example", "differs"],
    ["*.acme.example", "https://chat-acme.example", "differs"],
    ["*.acme.example*", "https://chat.acme.example/team", "fits"],
    ["chat.*.example", "https://chat.example", "differs"],
    ["a*b*b", "https://ab", "differs"],
    ["a*b*b", "https://a-b-b", "fits"],
    ["ab*ba", "https://aba", "differs"],
    ["*", "https://anything.example", "fits"],
    ["[::1]:3000", "http://[::1]:3000", "fits"],
    ["^https?:\\/\\/([a-z0-9-]+\\.)*example\\.com$", "https://chat.example.com", "unknown"],
    ["(a+)+$", "https://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example", "unknown"],
    ["2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", "https://chat.example", "unknown"],
    ["$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy", "https://chat.example", "unknown"],
    ["", "https://chat.example", "unknown"],
  ])("%s, for %s: %s", (pattern, url, fit) => {
    expect(patternFit(pattern, url)).toBe(fit);
  });

  it("fits by one of several, and is unknown only while none fits", () => {
    const url = "https://chat.example";
    const hash = "0".repeat(64);
    expect(addressFit([hash, "chat.example"], url)).toBe("fits");
    expect(addressFit([hash, "other.example"], url)).toBe("unknown");
    expect(addressFit(["other.example"], url)).toBe("differs");
    expect(addressFit([], url)).toBeNull();
  });

  it("is told in no time, however many stars there are", () => {
    const before = performance.now();
    expect(patternFit(`${"*a".repeat(5_000)}b`, `https://${"a".repeat(20_000)}`)).toBe("differs");
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});
