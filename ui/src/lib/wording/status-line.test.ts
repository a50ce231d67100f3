import { describe, expect, it } from "vitest";

import { failure, recorded, RECORDED_AT } from "../../test/recorded";
import type { Headline } from "../backend/types";
import { statusLine } from "./status-line";

const line = (id: string) => statusLine(recorded(id), RECORDED_AT).text;

describe("the line about a workspace", () => {
  it.each([
    ["documented", "Expired 3 years ago"],
    ["northwind", "Lapsed 3 days ago"],
    ["stadtwerke", "License not valid"],
    ["support", "Expires in 3 h 05 m"],
    ["labs", "Trial ends in 5 days"],
    ["prefeitura", "The token is missing"],
    ["acme", "2 modules stop in 6 days"],
    ["riverside", "Not allowed to see"],
    ["zenith", "Renews in 214 days"],
    ["club", "No license"],
  ])("says what matters most at %s", (id, words) => {
    expect(line(id)).toBe(words);
  });

  const at = "2026-12-04T09:00:00Z";
  it.each<[Headline, string]>([
    [{ kind: "ends", plan: "Pro", at }, "Expires in 10 days"],
    [{ kind: "renews", plan: "Pro", at }, "Renews in 10 days"],
    [{ kind: "trial_ends", plan: "Pro", at }, "Trial ends in 10 days"],
    [{ kind: "modules_stop", plan: "Pro", at, modules: ["fips"] }, "1 module stops in 10 days"],
    [{ kind: "no_end", plan: "Pro" }, "No end date"],
    [{ kind: "end_unreadable", plan: "Pro" }, "End date unreadable"],
    [{ kind: "ended", plan: "Pro", at: "2026-11-14T09:00:00Z" }, "Expired 10 days ago"],
    [{ kind: "renewal_missed", plan: "Pro", at: "2026-11-14T09:00:00Z" }, "Renewal was due 10 days ago"],
    [{ kind: "trial_ended", plan: "Pro", at: "2026-11-14T09:00:00Z" }, "Trial ended 10 days ago"],
    [{ kind: "lapsed", plan: "Pro", at: "2026-11-14T09:00:00Z" }, "Lapsed 10 days ago"],
    [{ kind: "not_honored", plan: "Pro" }, "License not valid"],
    [{ kind: "not_begun", plan: "Pro", at }, "Starts in 10 days"],
    [{ kind: "community" }, "No license"],
    [{ kind: "not_permitted" }, "Not allowed to see"],
    [{ kind: "never_read" }, "Not read yet"],
  ])("words the headline %j", (headline, text) => {
    expect(statusLine({ headline, error: null }, RECORDED_AT)).toEqual({
      text,
      at: "at" in headline ? Date.parse(headline.at) : null,
    });
  });

  it("says why nothing was read yet", () => {
    const error = failure("tls", "the certificate has expired");
    expect(statusLine({ headline: { kind: "never_read" }, error }, RECORDED_AT).text).toBe(
      "The connection is not secure",
    );
  });
});
