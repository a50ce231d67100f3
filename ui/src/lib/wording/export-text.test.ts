import { afterEach, describe, expect, it } from "vitest";

import { license, limit, modules, recorded, RECORDED_AT, step, workspace } from "../../test/recorded";
import type { FullWorkspaceView } from "../backend/types";
import { i18n } from "../i18n/i18n.svelte";
import { asJson, asMarkdown } from "./export-text";

describe("a workspace as JSON", () => {
  it("has the license, but neither sign-in nor connection", () => {
    const json = JSON.parse(asJson(recorded("acme"))) as Partial<FullWorkspaceView>;
    expect(json).toMatchObject({ name: "Acme Corporation", status: "expiring", server_version: "8.8" });
    expect(json.licenses?.[0]).toMatchObject({ plan: "Enterprise", license_id: "6744c0de9b1e8a0001c0ffee" });
    expect(json.licenses?.[0]?.limits[0]?.steps[0]).toEqual({
      max: 250,
      behavior: "prevent_action",
      modules: [],
      trigger: "at_maximum",
      is_reached: false,
    });
    expect(asJson(recorded("acme"))).not.toMatch(/user_id|rbAXPnMktTFbNpwtJ|credential|connection|seconds_left/);
  });
});

describe("a workspace as Markdown", () => {
  afterEach(async () => {
    await i18n.choose(["en-US"]);
  });

  it("reads like a page", () => {
    const text = asMarkdown(recorded("acme"), RECORDED_AT);
    expect(text.split("\n").slice(0, 4)).toEqual([
      "# Acme Corporation",
      "",
      "https://chat.acme.example/team · Rocket.Chat 8.8 · Expiring · Checked 2026-11-24 08:56:00 UTC",
      "",
    ]);
    expect(text).toContain("## Enterprise");
    expect(text).toContain(
      "- 2026-11-30 13:48:00 UTC (in 6 days): 2 modules stop. Message auditing, Video conferencing",
    );
    expect(text).toContain("(in 12 days): License expires. All premium features stop.");
    expect(text).toContain("| Seats | 231 | 250 |");
    expect(text).toContain("| Rooms per guest | – | 5 |");
    expect(text).toContain("| Marketplace apps | 4 | Unlimited |");
    expect(text).toContain("- Seats: Above 275: Message auditing and 2 more stop\n");
    expect(text).toContain("- Guest users: At 40: the fair-use period starts (reached)\n");
    expect(text).toContain("FIPS cryptography (inactive)");
    expect(text).not.toContain("rbAXPnMktTFbNpwtJ");
  });

  it("is in the language of the window", async () => {
    await i18n.choose(["de-DE"]);
    const text = asMarkdown(recorded("acme"), RECORDED_AT);
    expect(text).toContain("### Zeitleiste");
    expect(text).toContain("| Monatlich aktive Kontakte | 1.250 | 5.000 |");
  });

  it("lists the limits of a workspace without a license", () => {
    expect(asMarkdown(recorded("club"), RECORDED_AT)).toContain(
      "## Limits of Community workspaces\n\n| Limits | In use | Maximum |",
    );
    expect(asMarkdown(recorded("riverside"), RECORDED_AT)).toContain("No access to license");
  });

  it("escapes text from a server", () => {
    const hostile = workspace({
      id: "h",
      name: "[click](javascript:alert(1))\n# <img src=x>",
      licenses: [
        license({ plan: "a | b `c`", modules: modules(["x<script>"]), limits: [limit("active_users", 1, 2)] }),
        license({ limits: [{ ...limit("active_users", 1, 2), steps: [step(2, "<b>*x*</b>")] }] }),
      ],
    });
    const text = asMarkdown(hostile, RECORDED_AT);
    expect(text).toContain("# \\[click\\]\\(javascript:alert\\(1\\)\\) \\# \\<img src=x\\>\n");
    expect(text).toContain("## a \\| b \\`c\\`");
    expect(text).toContain("At 2: \\<b\\>\\*x\\*\\</b\\>");
    expect(text).toContain("x\\<script\\>");
  });
});
