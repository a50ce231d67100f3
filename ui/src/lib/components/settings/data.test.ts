import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeAll, describe, expect, it, vi } from "vitest";

import type { ImportPlan } from "../../backend/types";
import { failure, recordedStep } from "../../../test/recorded";
import type { Backend } from "../../backend";
import { recordedBackend } from "../../backend/recorded/backend";
import { i18n } from "../../i18n/i18n.svelte";
import { loadItem } from "../../state/local-storage";
import Root from "../../../Root.svelte";
import { loadPlaces } from "../places.svelte";

beforeAll(loadPlaces);

async function open(section: string, query = "", change: Partial<Backend> = {}) {
  const backend = { ...(await recordedBackend(new URLSearchParams(`${query}&pace=0`))), ...change };
  const spies = {
    updateSettings: vi.spyOn(backend, "updateSettings"),
    saveText: vi.spyOn(backend, "saveText"),
    importSettings: vi.spyOn(backend, "importSettings"),
    reset: vi.spyOn(backend, "reset"),
  };
  const user = userEvent.setup();
  render(Root, { backend, open: { screen: "settings" } });
  await waitFor(() => {
    expect(screen.getByRole("main")).toHaveAttribute("aria-busy", "false");
  });
  await user.click(screen.getByTestId(`section-${section}`));
  return { user, backend, ...spies };
}

const file = (text: string) => new File([text], "export.json", { type: "application/json" });

/** An export with a workspace that exists already, and new ones, one of which is in a group. */
const exported = recordedStep("import_settings", ({ answer }) =>
  (answer as ImportPlan).workspaces.some(({ known }) => !known),
).args["text"] as string;

describe("how workspaces are refreshed", () => {
  it("offers an interval in hours, saved at once", async () => {
    const { user, updateSettings } = await open("workspaces");
    await user.selectOptions(await screen.findByTestId("hours"), "12 hours");
    expect(updateSettings).toHaveBeenCalledWith({ refresh: { interval_hours: 12 } });
    expect(await screen.findByText("Saved")).toBeInTheDocument();
  });

  it("uses a proxy once its address is entered, and shows an error beside it", async () => {
    const { user, updateSettings } = await open("network");
    await user.click(await screen.findByRole("radio", { name: "Custom" }));
    expect(updateSettings).not.toHaveBeenCalled();
    const proxy = screen.getByTestId("usual-proxy");
    await user.type(proxy, "proxy.example{Enter}");
    await waitFor(() => {
      expect(proxy).toHaveAttribute("aria-invalid", "true");
    });
    expect(proxy).toHaveAccessibleDescription(/^Enter an address such as http/);
    expect(proxy).toHaveFocus();
    expect(screen.queryByTestId("settings-error")).toBeNull();
    await user.clear(proxy);
    expect(proxy).not.toHaveAttribute("aria-invalid");
    await user.type(proxy, " http://proxy.example:3128 ");
    await user.click(screen.getByTestId("usual-proxy-save"));
    expect(updateSettings).toHaveBeenLastCalledWith({
      refresh: { route: { via: "proxy", url: "http://proxy.example:3128" } },
    });
    expect(await screen.findByText("Saved")).toBeInTheDocument();
    // The saved options are selected again.
    await user.click(screen.getByTestId("section-data"));
    await user.click(screen.getByTestId("section-network"));
    expect(await screen.findByTestId("usual-proxy")).toHaveValue("http://proxy.example:3128");
  });

  it("is unchanged if it cannot be saved", async () => {
    const { user } = await open("workspaces", "saving=fails");
    await user.selectOptions(await screen.findByTestId("hours"), "1 hour");
    expect(await screen.findByTestId("settings-error")).toBeInTheDocument();
    expect(screen.getByTestId("hours")).toHaveValue("6");
    await user.click(screen.getByTestId("section-network"));
    await user.click(await screen.findByRole("radio", { name: "None" }));
    expect(await screen.findByTestId("settings-error")).toBeInTheDocument();
    expect(screen.getByTestId("usual-route-system")).toBeChecked();
  });

  it("shows an interval that only a file can set", async () => {
    const { user, updateSettings } = await open("workspaces", "hours=4");
    expect(await screen.findByTestId("hours")).toHaveDisplayValue("4 hours");
    await user.selectOptions(screen.getByTestId("hours"), "3 hours");
    expect(updateSettings).toHaveBeenCalledWith({ refresh: { interval_hours: 3 } });
  });

  it("says when it cannot be read", async () => {
    await open("workspaces", "", { settings: () => Promise.reject(failure("storage", "gone")) });
    expect(await screen.findByTestId("settings-error")).toHaveTextContent("Could not save data");
  });
});

describe("export and import", () => {
  it("exports to a file named after today's date", async () => {
    const { user, saveText } = await open("data");
    await user.click(screen.getByTestId("export"));
    await waitFor(() => {
      expect(screen.getByTestId("exported")).toHaveTextContent("Exported");
    });
    expect(screen.getByTestId("saved")).toHaveTextContent("Saved");
    const [name, text = ""] = saveText.mock.calls[0] ?? [];
    expect(name).toBe("license-watch-2026-11-24.json");
    expect(JSON.parse(text)).toMatchObject({ license_watch: 2, settings: { refresh: { interval_hours: 6 } } });
  });

  it("reports no export if the user canceled it or it failed", async () => {
    const saveText = vi.fn<Backend["saveText"]>().mockResolvedValueOnce(false);
    saveText.mockRejectedValue(failure("not_saved", "permission denied"));
    const { user } = await open("data", "", { saveText });
    await user.click(screen.getByTestId("export"));
    await waitFor(() => {
      expect(screen.getByTestId("export")).not.toHaveAttribute("aria-disabled");
    });
    expect(saveText).toHaveBeenCalledOnce();
    expect(screen.getByTestId("saved")).toBeEmptyDOMElement();
    expect(screen.getByTestId("exported")).toBeEmptyDOMElement();
    expect(screen.queryByTestId("carry-error")).toBeNull();
    await user.click(screen.getByTestId("export"));
    expect(await screen.findByTestId("carry-error")).toHaveTextContent("Could not save file");
    expect(screen.queryByTestId("settings-error")).toBeNull();
    expect(screen.getByTestId("exported")).toBeEmptyDOMElement();
  });

  it("shows a file before importing it, and says that new workspaces need a sign-in", async () => {
    const { user, backend, importSettings } = await open("data");
    const planImport = backend.planImport.bind(backend);
    vi.spyOn(backend, "planImport").mockImplementation(async (text) => {
      const plan = await planImport(text);
      return { ...plan, groups: [...plan.groups, "gnp\u202eexe"] };
    });
    await user.upload(screen.getByTestId("import-file"), file(exported));
    const fresh = await screen.findByTestId("import-new");
    expect(fresh).toHaveTextContent("4 new workspaces");
    expect(within(fresh).getByText("Lighthouse Logistics")).toBeInTheDocument();
    expect(within(fresh).getByText("Proxy: http://proxy.lighthouse.example:3128/")).toBeInTheDocument();
    expect(within(fresh).getAllByText("Trusts an additional certificate authority")).toHaveLength(1);
    expect(within(fresh).getByText("<b>Bold</b> & gnp.exe")).toBeInTheDocument();
    expect(screen.getByTestId("import-known")).toHaveTextContent("1 workspace already added");
    expect(within(screen.getByTestId("import-known")).getByText("Acme")).toBeInTheDocument();
    // The engine sanitizes the file's texts; the window does not rely on that.
    expect(screen.getByTestId("import-groups")).toHaveTextContent(
      /^New groups: Partners <b>&, Betriebsgesellschaft.*, gnp\ufffdexe$/,
    );
    const channels = screen.getByTestId("import-channels");
    expect(channels).toHaveTextContent("2 new channels");
    expect(within(channels).getByText("Rocket.Chat room · chat.lighthouse.example")).toBeInTheDocument();
    expect(within(channels).getByText("Proxy: http://proxy.lighthouse.example:3128")).toBeInTheDocument();
    expect(within(channels).getByText(/^Email · operations@kommunal.example, renewals@/)).toBeInTheDocument();
    expect(
      within(channels).getByText("From licenses@kommunal.example through mail.kommunal.example"),
    ).toBeInTheDocument();
    expect(channels).toHaveTextContent("New channels are off.");
    expect(channels).toHaveTextContent("1 channel cannot be imported.");
    expect(screen.getByText("Exported on Dec 31, 2025")).toBeInTheDocument();
    expect(importSettings).not.toHaveBeenCalled();
    await user.click(screen.getByTestId("import-confirm"));
    await waitFor(() => {
      expect(screen.getByTestId("import-done")).toHaveTextContent("4 workspaces need a sign-in");
    });
    expect(importSettings).toHaveBeenCalledWith(exported);
    await user.click(screen.getByTestId("import-confirm"));
    expect(screen.queryByTestId("import-new")).not.toBeInTheDocument();
    expect(screen.getByText("Lighthouse Logistics")).toBeInTheDocument();
  });

  it("offers nothing to import if everything is here already", async () => {
    const { user, backend } = await open("data");
    await user.upload(screen.getByTestId("import-file"), file(await backend.exportSettings()));
    expect(await screen.findByTestId("import-new")).toHaveTextContent("No new workspace");
    expect(screen.queryByTestId("import-groups")).toBeNull();
    expect(screen.queryByTestId("import-channels")).toBeNull();
    await user.click(screen.getByTestId("import-confirm"));
    await waitFor(() => {
      expect(screen.getByTestId("import-done")).toHaveTextContent(/^Imported\.$/);
    });
  });

  it("says when importing fails, and lets the user try again", async () => {
    const { user } = await open("data", "saving=fails");
    await user.upload(screen.getByTestId("import-file"), file(exported));
    await user.click(await screen.findByTestId("import-confirm"));
    expect(await screen.findByTestId("import-error")).toBeInTheDocument();
    expect(screen.getByTestId("import-confirm")).toHaveTextContent("Import");
  });

  it("rejects a file that is not an export, and does not even read one that is too large", async () => {
    const { user } = await open("data");
    await user.upload(screen.getByTestId("import-file"), file("no such file"));
    expect(await screen.findByTestId("carry-error")).toHaveTextContent("Not a License Watch export");
    const large = file(exported);
    Object.defineProperty(large, "size", { value: (64 << 20) + 1 });
    const read = vi.spyOn(large, "text");
    await user.upload(screen.getByTestId("import-file"), large);
    expect(await screen.findByTestId("import-too-large")).toHaveTextContent("It was not read");
    expect(screen.queryByTestId("carry-error")).toBeNull();
    expect(read).not.toHaveBeenCalled();
    await user.upload(screen.getByTestId("import-file"), file(exported));
    expect(await screen.findByTestId("import-new")).toBeInTheDocument();
    expect(screen.queryByTestId("import-too-large")).toBeNull();
  });
});

describe("deleting all data", () => {
  it("requires a typed word, and returns to the first screen", async () => {
    const { user, reset, saveText } = await open("data");
    await user.keyboard("{Control>}n{/Control}");
    await user.type(screen.getByTestId("add-address"), "https://new.example");
    await user.keyboard("{Escape}");
    await user.click(screen.getByTestId("reset-open"));
    expect(screen.getByTestId("reset-confirm")).toBeDisabled();
    expect(screen.queryByTestId("reset-no-keyring")).toBeNull();
    saveText.mockResolvedValueOnce(false);
    await user.click(screen.getByTestId("reset-export"));
    await waitFor(() => {
      expect(screen.getByTestId("reset-export")).not.toHaveAttribute("aria-disabled");
    });
    expect(screen.getByTestId("reset-exported")).toBeEmptyDOMElement();
    await user.click(screen.getByTestId("reset-export"));
    await waitFor(() => {
      expect(screen.getByTestId("reset-exported")).toHaveTextContent("Exported");
    });
    expect(saveText).toHaveBeenCalledTimes(2);
    await user.type(screen.getByTestId("reset-word"), "eras");
    await user.keyboard("{Enter}");
    expect(reset).not.toHaveBeenCalled();
    await user.type(screen.getByTestId("reset-word"), "e");
    await user.click(screen.getByTestId("reset-confirm"));
    expect(await screen.findByTestId("first-run")).toBeInTheDocument();
    expect(reset).toHaveBeenCalledOnce();
    expect(screen.getByRole("main")).toHaveFocus();
    await user.click(screen.getByTestId("first-add"));
    expect(screen.getByTestId("add-address")).toHaveValue("");
  });

  it("says what it cannot delete while the keyring does not answer", async () => {
    const { user } = await open("data", "vault=memory");
    await user.click(screen.getByTestId("reset-open"));
    expect(screen.getByTestId("reset-no-keyring")).toHaveTextContent(/deleted as soon as/);
  });

  it("leaves nothing in the window, which is back in the system's language", async () => {
    const { user } = await open("general");
    await user.click(screen.getByRole("radio", { name: "Dark" }));
    await user.selectOptions(screen.getByTestId("language"), "Deutsch");
    await user.click(within(screen.getByTestId("workspace-list")).getByText("Acme Corporation"));
    await user.click(screen.getByTestId("settings-open"));
    await user.click(screen.getByTestId("section-data"));
    await user.click(screen.getByTestId("reset-open"));
    localStorage.setItem("somebody-else", "1");
    await user.type(screen.getByTestId("reset-word"), "löschen{Enter}");
    await screen.findByTestId("first-run");
    expect(document.documentElement.dataset["theme"]).toBeUndefined();
    expect([loadItem("language"), loadItem("recent")]).toEqual([null, null]);
    expect(localStorage.getItem("somebody-else")).toBe("1");
    expect(i18n.language).toBe("en");
  });

  it("says what failed, and deletes nothing", async () => {
    const { user } = await open("data", "saving=fails");
    await user.click(screen.getByTestId("reset-open"));
    await user.type(screen.getByTestId("reset-word"), "Erase{Enter}");
    expect(await screen.findByTestId("reset-error")).toBeInTheDocument();
    expect(screen.getAllByTestId("workspace-item")).toHaveLength(11);
  });
});

describe("about the application", () => {
  it("lists the libraries of the Rust and the JavaScript half, and finds one by its license", async () => {
    const { user } = await open("about");
    await user.click(screen.getByTestId("libraries-open"));
    const list = await screen.findByTestId("libraries");
    expect(within(list).getByText("tauri")).toBeInTheDocument();
    expect(within(list).getByText("svelte")).toBeInTheDocument();
    expect(within(list).getByText("bits-ui")).toBeInTheDocument();
    // Build tools are not listed.
    expect(within(list).queryByText("acorn")).toBeNull();
    expect(within(list).queryByText("vite")).toBeNull();
    await user.type(screen.getByTestId("libraries-find"), "unlicense or");
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
  it("is a setting, and is the system's again when that is reset", async () => {
    const { user, updateSettings } = await open("general");
    await user.selectOptions(screen.getByTestId("language"), "Deutsch");
    expect(updateSettings).toHaveBeenLastCalledWith({ language: "de" });
    expect(i18n.language).toBe("de");
    await user.selectOptions(screen.getByTestId("language"), "system");
    expect(updateSettings).toHaveBeenLastCalledWith({ language: null });
    expect(i18n.language).toBe("en");
  });

  it("follows a change made elsewhere, and is unchanged if it cannot be saved", async () => {
    const { user, backend } = await open("general");
    await backend.updateSettings({ language: "pt-BR" });
    await waitFor(() => {
      expect(i18n.language).toBe("pt-BR");
    });
    vi.spyOn(backend, "updateSettings").mockRejectedValue(failure("storage", "disk full"));
    await user.selectOptions(screen.getByTestId("language"), "Deutsch");
    expect(await screen.findByTestId("settings-error")).toBeInTheDocument();
    expect(i18n.language).toBe("pt-BR");
    await i18n.choose(["en"]);
  });
});
