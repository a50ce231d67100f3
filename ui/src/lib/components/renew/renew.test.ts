import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import App from "../../../App.svelte";
import type { Backend } from "../../backend";
import { previewBackend } from "../../backend/preview";

/** Opens the dialog and has a key checked. */
async function check(key: string) {
  const backend: Backend = previewBackend(new URLSearchParams("pace=0"));
  const apply = vi.spyOn(backend, "applyLicenseKey");
  const user = userEvent.setup();
  render(App, { backend, open: { workspace: "acme" } });
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

describe("renewing a license", () => {
  it("applies a key only after it was checked and the workspace named, and shows what changed", async () => {
    const { apply, press } = await check("RCV3_fine");
    expect(await screen.findByTestId("verdict")).toHaveTextContent("would accept");
    expect(screen.getByTestId("renew-sure")).toHaveTextContent(/^Apply this license to Acme/);
    expect(apply).not.toHaveBeenCalled();
    await press("renew-apply");
    const changes = await screen.findByTestId("renewal-changes");
    expect(changes).toHaveTextContent("Seats");
    expect(changes.querySelectorAll("li")).toHaveLength(5);
    expect(apply).toHaveBeenCalledWith("acme", "RCV3_fine");
    expect(document.body.innerHTML).not.toContain("RCV3_fine");
  });

  it.each([
    ["RCV3_address", "made out to another address"],
    ["RCV3_period", "over, or has not begun"],
    ["RCV3_seats", "uses more than it allows: Seats"],
  ])("says why %s would not be accepted, and offers no way to apply it", async (key, why) => {
    await check(key);
    expect(await screen.findByTestId("verdict")).toHaveTextContent(why);
    expect(screen.queryByTestId("renew-apply")).toBeNull();
  });

  it("says when the server cannot check, and when nothing changed", async () => {
    const { press } = await check("old-nothing");
    expect(await screen.findByTestId("verdict")).toHaveTextContent("cannot check a key beforehand");
    await press("renew-apply");
    expect(await screen.findByTestId("renewal")).toHaveTextContent("Nothing changed");
  });

  it("asks again after the key was changed", async () => {
    const { user } = await check("RCV3_fine");
    await screen.findByTestId("renew-apply");
    await user.type(screen.getByTestId("license-key"), "x");
    expect(screen.queryByTestId("verdict")).toBeNull();
    expect(screen.getByTestId("renew-check")).toBeEnabled();
  });

  it("says what is no key", async () => {
    await check("bad");
    expect(await screen.findByTestId("renew-error")).toHaveTextContent("not accepted as a license key");
  });
});
