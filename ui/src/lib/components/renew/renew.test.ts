import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import App from "../../../App.svelte";
import { recordedBackend } from "../../backend/recorded/backend";
import type { KeyApplied, KeyVerdict } from "../../backend/types";
import { recordedStep } from "../../../test/recorded";

/** A recorded key that the server refuses with a reason. */
const refusedFor = (reason: string) =>
  recordedStep("check_license_key", ({ answer }) => {
    const verdict = answer as KeyVerdict | undefined;
    return verdict?.verdict === "refused" && verdict.reasons.some((one) => one.reason === reason);
  }).args["key"] as string;

/** Opens the dialog and checks a key. */
async function check(key: string, workspace = "acme") {
  const backend = await recordedBackend(new URLSearchParams("pace=0"));
  const apply = vi.spyOn(backend, "applyLicenseKey");
  const user = userEvent.setup();
  render(App, { backend, open: { workspace } });
  await waitFor(() => {
    expect(screen.getByRole("main")).toHaveAttribute("aria-busy", "false");
  });
  const press = (id: string) => user.click(screen.getByTestId(id));
  await press("workspace-menu");
  await press("renew");
  await user.type(screen.getByTestId("license-key"), key);
  await press("renew-check");
  return { apply, press, user };
}

const isApplied = (answer: unknown) => (answer as KeyApplied | undefined)?.outcome === "applied";

describe("renewing a license", () => {
  it("applies a key only after checking it and naming the workspace, and shows what changed", async () => {
    const { apply, press } = await check("RCV3_fine");
    expect(await screen.findByTestId("verdict")).toHaveTextContent("would accept");
    expect(screen.getByTestId("renew-sure")).toHaveTextContent(/^Apply this license to Acme/);
    expect(apply).not.toHaveBeenCalled();
    await press("renew-apply");
    const changes = await screen.findByTestId("renewal-changes");
    expect(changes).toHaveTextContent("Seats");
    const applied = recordedStep("apply_license_key", ({ answer }) => isApplied(answer)).answer as KeyApplied;
    expect(changes.querySelectorAll("li")).toHaveLength(applied.changes.length);
    expect(apply).toHaveBeenCalledWith("acme", "RCV3_fine");
    expect(document.body.innerHTML).not.toContain("RCV3_fine");
  });

  it.each([
    ["url", "made out to another address"],
    ["period", "over, or has not begun"],
    ["limit", "uses more than it allows: Seats"],
  ])("says why a key is refused (%s), and offers no button to apply it", async (reason, why) => {
    await check(refusedFor(reason));
    expect(await screen.findByTestId("verdict")).toHaveTextContent(why);
    expect(screen.queryByTestId("renew-apply")).toBeNull();
  });

  it("says when the server cannot check keys, and when nothing changed", async () => {
    const { press } = await check(refusedFor("limit"), "labs");
    expect(await screen.findByTestId("verdict")).toHaveTextContent("cannot check a key beforehand");
    await press("renew-apply");
    expect(await screen.findByTestId("renewal")).toHaveTextContent("Nothing changed");
  });

  it("checks again after the key was edited", async () => {
    const { user } = await check("RCV3_fine");
    await screen.findByTestId("renew-apply");
    await user.type(screen.getByTestId("license-key"), "x");
    expect(screen.queryByTestId("verdict")).toBeNull();
    expect(screen.getByTestId("renew-check")).toBeEnabled();
  });

  it("rejects input that is not a license key", async () => {
    const garbage = recordedStep("check_license_key", ({ failure }) => failure?.code === "key_refused").args["key"];
    await check(String(garbage));
    expect(await screen.findByTestId("renew-error")).toHaveTextContent("not accepted as a license key");
  });
});
