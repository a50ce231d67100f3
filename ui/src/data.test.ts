import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import App from "./App.svelte";
import { previewBackend } from "./lib/backend/preview";
import { i18n } from "./lib/i18n/i18n.svelte";

async function open(section: string, query = "") {
  const backend = previewBackend(new URLSearchParams(`${query}&pace=0`));
  const spies = {
    setAsking: vi.spyOn(backend, "setAsking"),
    saveText: vi.spyOn(backend, "saveText"),
    importSettings: vi.spyOn(backend, "importSettings"),
    reset: vi.spyOn(backend, "reset"),
    setLanguage: vi.spyOn(backend, "setLanguage"),
  };
  const user = userEvent.setup();
  render(App, { backend, open: { screen: "settings" } });
  await waitFor(() => {
    expect(screen.getByRole("main")).toHaveAttribute("aria-busy", "false");
  });
  await user.click(screen.getByTestId(`section-${section}`));
  return { user, ...spies };
}

const file = (text: string) => new File([text], "export.json", { type: "application/json" });

describe("how workspaces are asked", () => {
  it("is chosen in hours, and saved at once", async () => {
    const { user, setAsking } = await open("asking");
    await user.click(await screen.findByRole("radio", { name: "12 hours" }));
    expect(setAsking).toHaveBeenCalledWith({ every_hours: 12, route: { via: "system" } });
    expect(await screen.findByText("Saved")).toBeInTheDocument();
  });

  it("goes through a proxy once its address is there, and says what is wrong with it", async () => {
    const { user, setAsking } = await open("asking");
    await user.click(await screen.findByRole("radio", { name: "This one" }));
    expect(setAsking).not.toHaveBeenCalled();
    await user.type(screen.getByTestId("usual-proxy"), "proxy.example{Enter}");
    expect(await screen.findByTestId("settings-error")).toHaveTextContent("This connection cannot be used");
    expect(screen.getByTestId("usual-proxy")).toBeInvalid();
    await user.clear(screen.getByTestId("usual-proxy"));
    await user.type(screen.getByTestId("usual-proxy"), "http://proxy.example:3128");
    await user.click(screen.getByTestId("usual-proxy-save"));
    expect(setAsking).toHaveBeenLastCalledWith({
      every_hours: 6,
      route: { via: "proxy", url: "http://proxy.example:3128" },
    });
    expect(await screen.findByText("Saved")).toBeInTheDocument();
  });

  it("stays as it was where it cannot be saved", async () => {
    const { user } = await open("asking", "saving=fails");
    for (const choice of ["1 hour", "None"]) {
      await user.click(await screen.findByRole("radio", { name: choice }));
      expect(await screen.findByTestId("settings-error")).toBeInTheDocument();
    }
    expect(screen.getByRole("radio", { name: "6 hours" })).toBeChecked();
    expect(screen.getByRole("radio", { name: "As the system" })).toBeChecked();
  });

  it("shows hours that only a file can bring", async () => {
    const { user, setAsking } = await open("asking", "hours=4");
    expect(await screen.findByRole("radio", { name: "4 hours" })).toBeChecked();
    await user.click(screen.getByRole("radio", { name: "3 hours" }));
    expect(setAsking).toHaveBeenCalledWith(expect.objectContaining({ every_hours: 3 }));
  });
});

describe("what is carried to another computer", () => {
  it("is exported into a file of today's name", async () => {
    const { user, saveText } = await open("data");
    await user.click(screen.getByTestId("export"));
    await waitFor(() => {
      expect(saveText).toHaveBeenCalledOnce();
    });
    const [name, text] = saveText.mock.calls[0] ?? [];
    expect(name).toMatch(/^license-watch-\d{4}-\d\d-\d\d\.json$/);
    expect(JSON.parse(text ?? "")).toMatchObject({ license_watch: 1 });
  });

  it("is not said to be saved where somebody thought better of it", async () => {
    const { user, saveText } = await open("data");
    saveText.mockResolvedValue(false);
    await user.click(screen.getByTestId("export"));
    await waitFor(() => {
      expect(screen.getByTestId("export")).not.toHaveAttribute("aria-disabled");
    });
    expect(saveText).toHaveBeenCalledOnce();
    expect(screen.getByTestId("saved")).toBeEmptyDOMElement();
    await user.click(screen.getByTestId("reset-open"));
    await user.click(screen.getByTestId("reset-export"));
    expect(screen.getByTestId("reset-exported").textContent).toBe("");
    saveText.mockResolvedValue(true);
    await user.click(screen.getByTestId("reset-export"));
    await waitFor(() => {
      expect(screen.getByTestId("reset-exported")).toHaveTextContent("Saved");
    });
  });

  it("is shown before it is brought, and says that new workspaces wait for a sign-in", async () => {
    const { user, importSettings } = await open("data");
    await user.upload(screen.getByTestId("import-file"), file("{}"));
    const fresh = await screen.findByTestId("import-new");
    expect(fresh).toHaveTextContent("2 new workspaces");
    expect(within(fresh).getByText("Lighthouse Logistics")).toBeInTheDocument();
    expect(importSettings).not.toHaveBeenCalled();
    await user.click(screen.getByTestId("import-confirm"));
    await waitFor(() => {
      expect(screen.getByTestId("import-done")).toHaveTextContent("2 workspaces wait for you to sign in");
    });
    expect(importSettings).toHaveBeenCalledWith("{}");
    await user.click(screen.getByTestId("import-confirm"));
    expect(screen.queryByTestId("import-new")).not.toBeInTheDocument();
    expect(screen.getByText("Lighthouse Logistics")).toBeInTheDocument();
  });

  it("is refused where it was never exported, and not even read where it is too large", async () => {
    const { user } = await open("data");
    await user.upload(screen.getByTestId("import-file"), file("nothing"));
    expect(await screen.findByTestId("settings-error")).toHaveTextContent("This is no file of License Watch");
    const large = file("{}");
    Object.defineProperty(large, "size", { value: (4 << 20) + 1 });
    const read = vi.spyOn(large, "text");
    await user.upload(screen.getByTestId("import-file"), large);
    expect(await screen.findByTestId("settings-error")).toBeInTheDocument();
    expect(read).not.toHaveBeenCalled();
  });
});

describe("forgetting everything", () => {
  it("takes a word that is typed, and leads to the beginning", async () => {
    const { user, reset, saveText } = await open("data");
    await user.keyboard("{Control>}n{/Control}");
    await user.type(screen.getByTestId("add-address"), "https://chat.example");
    await user.keyboard("{Escape}");
    await user.click(screen.getByTestId("reset-open"));
    expect(screen.getByTestId("reset-confirm")).toBeDisabled();
    await user.click(screen.getByTestId("reset-export"));
    await waitFor(() => {
      expect(saveText).toHaveBeenCalledOnce();
    });
    await user.type(screen.getByTestId("reset-word"), "forge");
    await user.keyboard("{Enter}");
    expect(reset).not.toHaveBeenCalled();
    await user.type(screen.getByTestId("reset-word"), "t");
    await user.click(screen.getByTestId("reset-confirm"));
    expect(await screen.findByTestId("first-run")).toBeInTheDocument();
    expect(reset).toHaveBeenCalledOnce();
    await user.click(screen.getByTestId("first-add"));
    expect(screen.getByTestId("add-address")).toHaveValue("");
  });

  it("says what failed, and forgets nothing", async () => {
    const { user } = await open("data", "saving=fails");
    await user.click(screen.getByTestId("reset-open"));
    await user.type(screen.getByTestId("reset-word"), "Forget{Enter}");
    expect(await screen.findByTestId("reset-error")).toBeInTheDocument();
  });
});

describe("about the application", () => {
  it("lists the libraries of both halves, and finds one by its license", async () => {
    const { user } = await open("about");
    await user.click(screen.getByTestId("libraries-open"));
    const list = await screen.findByTestId("libraries");
    expect(within(list).getByText("tauri")).toBeInTheDocument();
    expect(within(list).getByText("svelte")).toBeInTheDocument();
    await user.type(screen.getByTestId("libraries-find"), "unlicense");
    expect(within(list).getAllByRole("listitem")).toHaveLength(1);
    expect(screen.getByTestId("libraries-count")).toHaveTextContent("1 library");
  });

  it("shows the whole report before it is saved", async () => {
    const { user, saveText } = await open("about");
    await user.click(screen.getByTestId("report-open"));
    expect(await screen.findByTestId("raw-text")).toHaveTextContent("webview: 2.50.4");
    expect(saveText).not.toHaveBeenCalled();
    await user.click(screen.getByTestId("report-save"));
    await waitFor(() => {
      expect(screen.getByTestId("report-done")).toHaveTextContent("Saved");
    });
    expect(saveText).toHaveBeenCalledWith("license-watch-report.txt", expect.stringContaining("License Watch: 0.1.0"));
  });
});

describe("the language", () => {
  it("is told to the tray and the notifications at the start and when it changes", async () => {
    const { user, setLanguage } = await open("appearance");
    expect(setLanguage).toHaveBeenCalledWith("en");
    await user.click(screen.getByRole("radio", { name: "Deutsch" }));
    await waitFor(() => {
      expect(setLanguage).toHaveBeenLastCalledWith("de");
    });
    i18n.choose(["en"]);
  });
});
