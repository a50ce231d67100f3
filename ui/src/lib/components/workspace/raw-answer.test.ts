import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";

import { failure } from "../../../test/recorded";
import type { Backend } from "../../backend";
import { openWindow } from "../../../test/open-window";

async function open(workspace: string, change: Partial<Backend> = {}) {
  const { backend, user } = await openWindow("", { workspace }, () => change);
  expect(screen.getByTestId("workspace-title")).toBeVisible();
  await user.click(screen.getByTestId("workspace-menu"));
  await user.click(screen.getByTestId("raw"));
  return { backend, user };
}

const marks = () => [...document.querySelectorAll("mark")].map((mark) => mark.className.includes("here"));

describe("the raw answer", () => {
  it("is shown verbatim, and says what was cut off", async () => {
    const { backend } = await open("acme");
    const raw = await backend.rawAnswer("acme");
    expect((await screen.findByTestId("raw-text")).textContent).toBe(raw?.body);
    expect(screen.getByTestId("raw-cut")).toHaveTextContent("1 secret removed.");
    expect(screen.getByText("From licenses.info, 4 minutes ago")).toBeVisible();
  });

  it("can be searched with the keyboard alone", async () => {
    const { user } = await open("acme");
    const original = (await screen.findByTestId("raw-text")).textContent;
    await user.type(screen.getByTestId("raw-find"), "PREVENT_action");
    expect(marks()).toEqual([true, false, false, false, false, false]);
    expect(screen.getByTestId("raw-count")).toHaveTextContent("1 of 6");
    await user.keyboard("{Enter}{Enter}");
    expect(screen.getByTestId("raw-count")).toHaveTextContent("3 of 6");
    await user.click(screen.getByRole("button", { name: "Previous match" }));
    expect(marks().indexOf(true)).toBe(1);
    expect(screen.getByTestId("raw-text").textContent).toBe(original);
    await user.clear(screen.getByTestId("raw-find"));
    await user.type(screen.getByTestId("raw-find"), "no such thing");
    expect(screen.getByTestId("raw-count")).toHaveTextContent("Not found");
  });

  it("is copied, and saved under the workspace's name", async () => {
    const saveText = vi.fn<Backend["saveText"]>().mockResolvedValueOnce(false).mockResolvedValue(true);
    const { backend, user } = await open("acme", { saveText });
    await user.click(await screen.findByTestId("raw-copy"));
    expect(await screen.findByText("Copied")).toBeVisible();
    const raw = await backend.rawAnswer("acme");
    expect(await navigator.clipboard.readText()).toBe(raw?.body);
    await user.click(screen.getByTestId("raw-save"));
    await waitFor(() => {
      expect(screen.getByTestId("raw-done")).toBeEmptyDOMElement();
    });
    await user.click(screen.getByTestId("raw-save"));
    expect(await screen.findByText("Saved")).toBeVisible();
    expect(saveText).toHaveBeenCalledWith("Acme-Corporation-license.json", raw?.body);
  });

  it("says when it could not be saved", async () => {
    const saveText = () => Promise.reject(failure("storage", "disk full"));
    const { user } = await open("acme", { saveText });
    await user.click(await screen.findByTestId("raw-save"));
    expect(await screen.findByTestId("raw-error")).toHaveTextContent("Could not save data");
  });

  it("is displayed as text with deceptive characters marked, and copied unchanged", async () => {
    const body = `{"x": "<img src=x onerror=alert(1)>\u202Egnp.exe"}`;
    const answer = { endpoint: "licenses.get", fetched_at: "2026-11-24T08:00:00Z", body, cut: 0 };
    const { user } = await open("acme", { rawAnswer: () => Promise.resolve(answer) });
    expect(await screen.findByTestId("raw-text")).toHaveTextContent("<img src=x onerror=alert(1)>\ufffdgnp.exe");
    expect(document.querySelector("dialog img")).toBeNull();
    expect(screen.getByTestId("raw-cut")).toHaveTextContent("Contains no secrets.");
    await user.click(screen.getByTestId("raw-copy"));
    expect(await navigator.clipboard.readText()).toBe(body);
  });

  it("is not available before the first one", async () => {
    await open("prefeitura");
    expect(await screen.findByTestId("raw-none")).toBeVisible();
    expect(screen.queryByTestId("raw-copy")).toBeNull();
  });
});
