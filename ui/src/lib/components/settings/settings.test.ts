import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import type userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { openWindow } from "../../../test/open-window";

const open = (query = "", props: { workspace?: string; screen?: string } = { screen: "settings:notifications" }) =>
  openWindow(query, props);

const section = async (user: ReturnType<typeof userEvent.setup>, name: string) =>
  user.click(screen.getByTestId(`section-${name}`));
const chips = (list = "lead-list") =>
  within(screen.getByTestId(list))
    .getAllByRole("listitem")
    .map((chip) => chip.textContent.trim());
const saved = () => screen.findByText("Saved");
const own = (id: string) => {
  const row = screen.getAllByTestId("own").find((one) => one.getAttribute("data-id") === id);
  if (!row) throw new Error(`no ${id}`);
  return row;
};

describe("opening the settings", () => {
  it("works with a key, and so does going back", async () => {
    const { user } = await open("", { workspace: "acme" });
    await user.keyboard("{Control>},{/Control}");
    expect(screen.getByTestId("place-title")).toHaveTextContent("Settings");
    expect(document.title).toContain("Settings");
    await user.keyboard("{Alt>}{ArrowLeft}{/Alt}");
    expect(screen.getByTestId("workspace-title")).toHaveTextContent("Acme Corporation");
  });

  it("goes back even if there are no workspaces yet", async () => {
    const { user } = await open("scenario=none");
    await user.click(screen.getByRole("button", { name: "Back" }));
    expect(screen.getByTestId("first-run")).toBeInTheDocument();
    await user.click(screen.getByTestId("settings-open"));
    expect(screen.getByTestId("place-title")).toHaveTextContent("Settings");
  });

  it("moves between sections with the arrow keys", async () => {
    const { user } = await open();
    await section(user, "general");
    await user.keyboard("{ArrowDown}");
    expect(screen.getByTestId("section-notifications")).toHaveFocus();
    expect(screen.getByTestId("own-list")).toBeInTheDocument();
    await user.keyboard("{End}{ArrowDown}");
    expect(screen.getByTestId("about")).toHaveTextContent("Version 0.1.0");
  });
});

describe("what to notify about", () => {
  it("is chosen by kind and by the threshold of a limit, and saved at once", async () => {
    const { user, backend } = await open();
    const set = vi.spyOn(backend, "updateSettings");
    await user.click(screen.getByRole("switch", { name: /^Outdated data/ }));
    expect(set).toHaveBeenLastCalledWith({ reminders: { off: ["outdated"] } });
    await user.click(await screen.findByRole("switch", { name: /^Outdated data/, checked: false }));
    expect(set).toHaveBeenLastCalledWith({ reminders: { off: [] } });
    await user.click(screen.getByRole("button", { name: "Remove 80%" }));
    expect(set).toHaveBeenLastCalledWith({ reminders: { steps: [90, 100] } });
    await user.type(screen.getByLabelText("Percent"), "70{Enter}");
    expect(set).toHaveBeenLastCalledWith({ reminders: { steps: [70, 90, 100] } });
    expect(chips("steps-list")).toEqual(["70%", "90%", "100%, full"]);
    expect(screen.queryByRole("button", { name: "Remove 100%" })).toBeNull();
  });

  it("is different for a group that has its own settings", async () => {
    const { user, backend } = await open();
    const set = vi.spyOn(backend, "setGroupReminders");
    const groups = screen.getByTestId("group-reminders");
    await user.selectOptions(within(groups).getByRole("combobox", { name: /Customers/ }), "custom");
    const lead = [90, 30, 14, 7, 3, 1, 0];
    expect(set).toHaveBeenLastCalledWith("customers", { is: "custom", lead, steps: null, off: null });
    await user.click(await within(groups).findByRole("switch", { name: "Limits", checked: true }));
    expect(set).toHaveBeenLastCalledWith("customers", { is: "custom", lead, steps: null, off: ["limit"] });
    await user.selectOptions(within(groups).getByRole("combobox", { name: /Customers/ }), "muted");
    expect(set).toHaveBeenLastCalledWith("customers", { is: "muted" });
  });

  it("can be tried with a notification, which says if it was not shown", async () => {
    const { user, backend } = await open();
    vi.spyOn(backend, "sendTestNotification").mockResolvedValueOnce({ is: "shown" });
    await user.click(screen.getByTestId("test-send"));
    await waitFor(() => {
      expect(screen.getByTestId("test-outcome")).toHaveTextContent("Sent.");
    });
    vi.spyOn(backend, "sendTestNotification").mockResolvedValue({ is: "not_shown", reason: "no service" });
    await user.click(screen.getByTestId("test-send"));
    await waitFor(() => {
      expect(screen.getByTestId("test-outcome")).toHaveTextContent("could not be shown: no service");
    });
  });
});

describe("lead times", () => {
  it("are added, removed and reset, and saved at once", async () => {
    const { user, backend } = await open();
    const set = vi.spyOn(backend, "updateSettings");
    await user.type(screen.getByLabelText("Days before"), "60{Enter}");
    expect(chips()).toEqual(["90 days", "60 days", "30 days", "14 days", "7 days", "3 days", "1 day", "On the day"]);
    expect(set).toHaveBeenLastCalledWith({ reminders: { lead: [90, 60, 30, 14, 7, 3, 1, 0] } });
    await saved();
    expect(screen.getByLabelText("Days before")).toHaveValue("");
    await user.click(screen.getByRole("button", { name: "Remove 90 days" }));
    expect(chips()[0]).toBe("60 days");
    expect(screen.getByRole("button", { name: "Remove 60 days" })).toHaveFocus();
    await user.click(screen.getByTestId("lead-reset"));
    expect(chips()).toHaveLength(7);
    expect(screen.queryByTestId("lead-reset")).toBeNull();
  });

  it("report an invalid value until the input changes", async () => {
    const { user, backend } = await open();
    const set = vi.spyOn(backend, "updateSettings");
    const input = screen.getByLabelText("Days before");
    await user.type(input, "731");
    await user.click(screen.getByTestId("lead-add"));
    expect(screen.getByRole("alert")).toHaveTextContent("Enter a number of days from 1 to 730.");
    expect(input).toHaveFocus();
    await user.clear(input);
    expect(screen.queryByRole("alert")).toBeNull();
    await user.type(input, "30{Enter}");
    expect(screen.getByRole("alert")).toHaveTextContent("Already in the list.");
    expect(set).not.toHaveBeenCalled();
  });

  it("are unchanged if they cannot be saved", async () => {
    const { user } = await open("saving=fails");
    await user.click(screen.getByRole("button", { name: "Remove 90 days" }));
    expect(await screen.findByTestId("settings-error")).toHaveTextContent("Could not save data");
    expect(chips()[0]).toBe("90 days");
    expect(screen.getByTestId("saved")).toBeEmptyDOMElement();
  });
});

describe("quiet hours", () => {
  it("are switched on with a default night, changed, and shown again", async () => {
    const { user, backend } = await open();
    const set = vi.spyOn(backend, "updateSettings");
    const on = screen.getByRole("switch", { name: "Use quiet hours" });
    expect(on).not.toBeChecked();
    await user.click(on);
    expect(on).toBeChecked();
    expect(screen.getByTestId("quiet-reach")).toHaveTextContent("Overnight, until 7:00 AM the next day.");
    const until = screen.getByTestId<HTMLInputElement>("quiet-until");
    await fireEvent.change(until, { target: { value: "23:30" } });
    expect(set).toHaveBeenLastCalledWith({ reminders: { quiet: { from: "22:00", until: "23:30:00" } } });
    expect(screen.queryByTestId("quiet-reach")).toBeNull();
    await fireEvent.change(until, { target: { value: "" } });
    await fireEvent.blur(until);
    expect(until).toHaveValue("23:30");
    await user.click(screen.getByRole("switch", { name: "Allow urgent reminders" }));
    expect(set).toHaveBeenLastCalledWith({ reminders: { exception: "critical" } });
    await user.click(on);
    expect(set).toHaveBeenLastCalledWith({ reminders: { quiet: null } });
    await user.click(on);
    expect(screen.getByTestId("quiet-until")).toHaveValue("23:30");
  });

  it("that end when they begin are reported as empty", async () => {
    await open("quiet=1");
    await fireEvent.change(screen.getByTestId("quiet-until"), { target: { value: "22:00" } });
    expect(screen.getByTestId("quiet-reach")).toHaveTextContent("there are no quiet hours");
  });
});

describe("missing desktop features", () => {
  it("are shown with a remedy, and checked again", async () => {
    const { user, backend } = await open("shell=bare");
    expect(screen.getByTestId("no-service")).toHaveTextContent("dunst and mako");
    expect(screen.getByTestId("no-tray")).toHaveTextContent("Press Ctrl+Q to quit");
    vi.spyOn(backend, "shellState").mockResolvedValue({ tray: true, notifications: true, autostart: true });
    await user.click(screen.getByTestId("service-again"));
    await waitFor(() => {
      expect(screen.queryByTestId("no-service")).toBeNull();
    });
    await section(user, "general");
    expect(screen.getByRole("switch", { name: "Start at login" })).toBeChecked();
  });

  it("disable autostart if there is no way to notify", async () => {
    const { user } = await open("shell=bare");
    await section(user, "general");
    const start = screen.getByRole("switch", { name: "Start at login" });
    expect(start).toBeDisabled();
    expect(start).toHaveAccessibleDescription(/does not report its startup programs/);
  });

  it("revert autostart if it fails", async () => {
    const { user } = await open("saving=fails");
    await section(user, "general");
    const start = screen.getByRole("switch", { name: "Start at login" });
    await user.click(start);
    expect(await screen.findByTestId("settings-error")).toBeInTheDocument();
    expect(start).not.toBeChecked();
  });
});

describe("reminder settings of a workspace", () => {
  it("are changed in the settings, and listed among those that differ", async () => {
    const { user, backend } = await open();
    const set = vi.spyOn(backend, "setWorkspaceReminders");
    await section(user, "notifications");
    await user.selectOptions(screen.getByRole("combobox", { name: "Reminders for Zenith Bank" }), "muted");
    await saved();
    expect(set).toHaveBeenLastCalledWith("zenith", { is: "muted" });
    await user.selectOptions(within(own("acme")).getByRole("combobox"), "custom");
    await user.click(within(own("acme")).getByRole("button", { name: "Remove 90 days" }));
    expect(set).toHaveBeenLastCalledWith("acme", { is: "custom", lead: [30, 14, 7, 3, 1, 0], steps: null, off: null });
    await user.click(screen.getByRole("radio", { name: "Customized (2)" }));
    expect(screen.getAllByTestId("own")).toHaveLength(2);
    // One that no longer differs stays in the list, where it can be changed back to the lead times it had.
    await user.selectOptions(within(own("acme")).getByRole("combobox"), "default");
    expect(screen.getAllByTestId("own")).toHaveLength(2);
    await user.selectOptions(within(own("acme")).getByRole("combobox"), "custom");
    expect(set).toHaveBeenLastCalledWith("acme", { is: "custom", lead: [30, 14, 7, 3, 1, 0], steps: null, off: null });
    await user.type(screen.getByTestId("own-search"), "zenith");
    expect(screen.getAllByTestId("own")).toHaveLength(1);
  });

  it("are reverted if they cannot be saved", async () => {
    const { user, backend } = await open();
    await section(user, "notifications");
    vi.spyOn(backend, "setWorkspaceReminders").mockRejectedValue(new Error("disk full"));
    const select = within(own("acme")).getByRole("combobox");
    await user.selectOptions(select, "muted");
    expect(await screen.findByTestId("settings-error")).toBeInTheDocument();
    expect(select).toHaveValue("default");
  });

  it("of a thousand are drawn in parts, and found by a few letters", async () => {
    const { user } = await open("scenario=thousand");
    await section(user, "notifications");
    expect(screen.getAllByTestId("own")).toHaveLength(100);
    expect(screen.getByTestId("own-more")).toHaveTextContent("Show 100 more");
    await user.type(screen.getByTestId("own-search"), "0777");
    expect(screen.getAllByTestId("own")).toHaveLength(1);
  });

  it("are changed at the workspace too, which shows when it is muted", async () => {
    const { user, backend } = await open("", { workspace: "acme" });
    const set = vi.spyOn(backend, "setWorkspaceReminders");
    await user.click(screen.getByTestId("workspace-menu"));
    await user.click(screen.getByTestId("remind"));
    const dialog = screen.getByRole("dialog", { name: "Reminders for Acme Corporation" });
    expect(dialog).toHaveTextContent("Default lead times: 90 days, 30 days");
    await user.click(within(dialog).getByRole("radio", { name: "Custom" }));
    await user.type(within(dialog).getByLabelText("Days before"), "60{Enter}");
    const lead = [90, 60, 30, 14, 7, 3, 1, 0];
    expect(set).toHaveBeenLastCalledWith("acme", { is: "custom", lead, steps: null, off: null });
    expect(chips("lead-own-list")).toHaveLength(8);
    await user.click(within(dialog).getByRole("radio", { name: "Muted" }));
    expect(screen.getByTestId("muted")).toHaveTextContent("Reminders muted");
    await user.click(screen.getByTestId("reminding-done"));
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(screen.getByTestId("workspace-menu")).toHaveFocus();
  });
});

describe("the appearance", () => {
  it("changes at once, without a restart, and is remembered", async () => {
    const { user } = await open();
    await section(user, "general");
    await user.click(screen.getByRole("radio", { name: "Dark" }));
    expect(document.documentElement.dataset["theme"]).toBe("dark");
    await user.selectOptions(screen.getByTestId("language"), "Deutsch");
    expect(screen.getByTestId("place-title")).toHaveTextContent("Einstellungen");
    expect(document.documentElement.lang).toBe("de");
    expect(localStorage.getItem("license-watch.language")).toBe('"de"');
  });
});

describe("data and about", () => {
  it("show where everything is stored", async () => {
    const { user, backend } = await open("vault=memory");
    const openFolder = vi.spyOn(backend, "openDataFolder");
    await section(user, "data");
    await user.click(screen.getByTestId("open-folder"));
    expect(openFolder).toHaveBeenCalledOnce();
    expect(screen.getByTestId("section")).toHaveTextContent("~/.local/share/license-watch");
    expect(screen.getByTestId("secrets")).toHaveTextContent("No system keyring is available");
  });

  it("show what is new, and the license", async () => {
    const { user } = await open();
    await section(user, "about");
    await user.click(screen.getByTestId("changelog-open"));
    expect(await screen.findByTestId("raw-text")).toHaveTextContent("Keep a Changelog");
    await user.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Done" }));
    await user.click(screen.getByTestId("license-open"));
    expect(await screen.findByTestId("raw-text")).toHaveTextContent("Permission is hereby granted");
  });
});

describe("a link to a section", () => {
  it("opens it, from outside and from the palette, and one step back leaves the settings", async () => {
    const { user } = await open("", { screen: "settings:network" });
    expect(screen.getByTestId("section-network")).toHaveAttribute("aria-current");
    await user.keyboard("{Control>}k{/Control}");
    await user.keyboard("settings data{Enter}");
    expect(screen.getByTestId("section-data")).toHaveAttribute("aria-current");
    await user.keyboard("{Alt>}{ArrowLeft}{/Alt}");
    expect(screen.queryByTestId("section-data")).toBeNull();
  });

  it("to a section that does not exist opens the first", async () => {
    await open("", { screen: "settings:nowhere" });
    expect(screen.getByTestId("section-general")).toHaveAttribute("aria-current");
  });
});

describe("quitting", () => {
  it("is in the window's menu, and has a key", async () => {
    const { user, backend } = await open();
    const quit = vi.spyOn(backend, "quit");
    await user.click(screen.getByTestId("app-menu"));
    await user.click(screen.getByTestId("quit"));
    await user.keyboard("{Control>}q{/Control}");
    expect(quit).toHaveBeenCalledTimes(2);
  });
});
