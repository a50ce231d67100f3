import { fireEvent, screen, within } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";

import { openWindow } from "../../../test/open-window";
import { failure } from "../../../test/recorded";
import type { KeyMatch } from "../../backend/types";

const KEY = "RCV3_dropped";

/** Drops a file on an element, as the desktop does. */
async function drop(target: Element, text = KEY, size = text.length) {
  const file = new File([text], "acme.license");
  Object.defineProperty(file, "size", { value: size });
  const dataTransfer = { types: ["Files"], files: [file], dropEffect: "none" };
  await fireEvent.dragOver(target, { dataTransfer });
  await fireEvent.drop(target, { dataTransfer });
}

async function open(match: KeyMatch, query = "", at = { workspace: "club" }) {
  return openWindow(query, at, () => ({ matchLicenseKey: () => Promise.resolve(match) }));
}

const dialog = () => screen.findByRole("dialog");

describe("a license file that is dropped on the window", () => {
  it("renews the workspace that it is issued for, and is checked at once", async () => {
    await open({ is: "one", id: "labs" });
    await drop(screen.getByRole("main"));
    expect(await dialog()).toHaveAccessibleName("Renew license of Kestrel Labs");
    expect(screen.getByTestId("license-key")).toHaveValue(KEY);
    expect(await screen.findByTestId("verdict")).toBeVisible();
  });

  it("renews the workspace on whose row it is dropped", async () => {
    await open({ is: "any_address" });
    const row = screen.getAllByTestId("workspace-item").find((item) => item.closest("[data-id=acme]"));
    await drop(row ?? document.body);
    expect(await dialog()).toHaveAccessibleName("Renew license of Acme Corporation");
  });

  it.each<[KeyMatch, string]>([
    [{ is: "one", id: "labs" }, "Issued for another workspace: Kestrel Labs."],
    [{ is: "several", ids: ["labs", "club"] }, "Issued for another workspace: Kestrel Labs, "],
    [{ is: "elsewhere", issued_for: ["chat.other.example"] }, "Issued for chat.other.example"],
    [{ is: "unreadable" }, "cannot read this text"],
  ])(
    "is sent to the workspace on whose row it is dropped only on demand if it may not be its key: %o",
    async (match, why) => {
      const previewLicenseKey = vi.fn(() => new Promise<never>(() => undefined));
      const matchLicenseKey = () => Promise.resolve(match);
      const { user } = await openWindow("", { workspace: "club" }, () => ({ matchLicenseKey, previewLicenseKey }));
      const row = screen.getAllByTestId("workspace-item").find((item) => item.closest("[data-id=acme]"));
      await drop(row ?? document.body);
      expect(await screen.findByTestId("renew-doubt")).toHaveTextContent(why);
      expect(previewLicenseKey).not.toHaveBeenCalled();
      await user.click(screen.getByTestId("renew-check"));
      expect(previewLicenseKey).toHaveBeenCalledExactlyOnceWith("acme", KEY);
      expect(screen.queryByTestId("renew-doubt")).toBeNull();
    },
  );

  it.each<[KeyMatch, string, number]>([
    [{ is: "several", ids: ["acme", "labs"] }, "matches the address of several", 2],
    [{ is: "elsewhere", issued_for: ["chat.other.example"] }, "issued for chat.other.example", 11],
    [{ is: "any_address" }, "names no address", 11],
    [{ is: "unreadable" }, "Only a server can read", 11],
  ])("asks for which workspace it is, and says why: %o", async (match, why, count) => {
    const { user } = await open(match);
    await drop(screen.getByRole("main"));
    const asked = await dialog();
    expect(asked).toHaveAccessibleName("Which workspace is this license for?");
    expect(asked).toHaveAccessibleDescription(expect.stringContaining(why));
    const choices = within(asked).getAllByTestId("key-workspace");
    expect(choices.length).toBeLessThanOrEqual(count);
    const acme = choices.find((choice) => choice.textContent.includes("Acme Corporation"));
    await user.click(acme ?? asked);
    expect(await dialog()).toHaveAccessibleName("Renew license of Acme Corporation");
    expect(screen.getByTestId("license-key")).toHaveValue(KEY);
  });

  it("says when it is no license file, and never opens it in place of the page", async () => {
    const matchLicenseKey = vi.fn().mockRejectedValue(failure("not_license_key", "this is not a license key"));
    const { user } = await openWindow("", { workspace: "club" }, () => ({ matchLicenseKey }));
    await drop(screen.getByRole("main"), "<html>");
    const notice = await screen.findByTestId("key-file-failed");
    expect(notice).toHaveTextContent("Not a license key");
    await user.click(within(notice).getByLabelText("Dismiss"));
    await drop(screen.getByRole("main"), KEY, 65_537);
    expect(await screen.findByTestId("key-file-failed")).toHaveTextContent("Not a license key");
    expect(matchLicenseKey).toHaveBeenCalledOnce();
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("goes into the dialog if that is open, and not past another one", async () => {
    const { user } = await open({ is: "one", id: "labs" }, "", { workspace: "acme" });
    await user.click(screen.getByTestId("workspace-menu"));
    await user.click(screen.getByTestId("renew"));
    await drop(await dialog(), "RCV3_second");
    await user.click(await screen.findByTestId("renew-check"));
    expect(await screen.findByTestId("verdict")).toBeVisible();
    expect(screen.getByTestId("license-key")).toHaveValue("RCV3_second");
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    await user.keyboard("?");
    await drop(await dialog());
    expect(screen.getByRole("dialog")).toHaveAccessibleName("Keyboard shortcuts");
  });
});

describe("a license file that is opened", () => {
  it("is matched as a dropped one is", async () => {
    const { user } = await open({ is: "one", id: "labs" });
    await user.upload(screen.getByTestId("key-file"), new File([KEY], "labs.license"));
    expect(await dialog()).toHaveAccessibleName("Renew license of Kestrel Labs");
  });
});
