/** When pictures are compared, and when they are skipped. */
import { chromium, FONT, webkitgtk, whyNotComparable } from "./kept";
import { tagOf } from "./looks";
import { expect, test } from "./test";

test.describe("kept pictures", { tag: tagOf("light") }, () => {
  test("are compared within a major version of Chromium, or a minor version of WebKitGTK", () => {
    const same = { kept: "Chromium 156", here: chromium("156.0.8078.108"), hasFont: true };
    expect(whyNotComparable(same)).toBeUndefined();
    const newer = { kept: "WebKitGTK 2.50", here: webkitgtk("2.50.9"), hasFont: true };
    expect(whyNotComparable(newer)).toBeUndefined();
  });

  test("are skipped in another version, with both versions in the reason", () => {
    const chromiums = { kept: "Chromium 156", here: chromium("157.0.1.2"), hasFont: true };
    expect(whyNotComparable(chromiums)).toContain("Chromium 156, and not with Chromium 157");
    const webkits = { kept: "WebKitGTK 2.50", here: webkitgtk("2.52.0"), hasFont: true };
    expect(whyNotComparable(webkits)).toContain("WebKitGTK 2.50, and not with WebKitGTK 2.52");
    // The second starts with the first.
    expect(whyNotComparable({ kept: "Chromium 15", here: chromium("156.0"), hasFont: true })).toBeDefined();
    expect(whyNotComparable({ kept: "", here: chromium("156.0"), hasFont: true })).toBeDefined();
    expect(whyNotComparable({ kept: "WebKitGTK 2.50", here: webkitgtk(""), hasFont: true })).toBeDefined();
  });

  test("are skipped without their font", () => {
    const fontless = { kept: "Chromium 156", here: chromium("156.0"), hasFont: false };
    expect(whyNotComparable(fontless)).toContain(FONT);
  });
});
