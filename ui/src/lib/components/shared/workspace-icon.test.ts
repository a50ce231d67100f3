import { fireEvent, screen, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";

import { openWindow } from "../../../test/open-window";

const row = (name: string) => {
  const found = screen.getAllByTestId("workspace-item").find((item) => item.textContent.includes(name));
  if (!found) throw new Error(`no ${name}`);
  return within(found);
};

describe("the icon of a workspace", () => {
  it("stands beside its name, and is the engine's own PNG", async () => {
    await openWindow("", { workspace: "acme" });
    const icon = await row("Acme").findByTestId("workspace-icon");
    expect(icon).toHaveAttribute("src", expect.stringMatching(/^data:image\/png;base64,/));
    expect(icon).toHaveAttribute("alt", "");
    expect(within(screen.getByTestId("workspace-title")).getByTestId("workspace-icon")).toBeVisible();
  });

  it("is left out of a workspace without one, and if it cannot be drawn", async () => {
    await openWindow("", { workspace: "labs" });
    expect(within(screen.getByTestId("workspace-title")).queryByTestId("workspace-icon")).toBeNull();
    await fireEvent.error(await row("Acme").findByTestId("workspace-icon"));
    expect(row("Acme").queryByTestId("workspace-icon")).toBeNull();
  });

  it.each(["https://evil.example/x.png", "data:image/svg+xml,<svg onload=alert(1)>"])(
    "is nothing else than a PNG: %s",
    async (url) => {
      await openWindow("", { workspace: "acme" }, () => ({ workspaceIcon: () => Promise.resolve(url) }));
      expect(screen.queryByTestId("workspace-icon")).toBeNull();
    },
  );
});
