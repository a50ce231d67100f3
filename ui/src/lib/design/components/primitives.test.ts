import Bell from "@lucide/svelte/icons/bell";
import Trash from "@lucide/svelte/icons/trash-2";
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeAll, describe, expect, it, vi } from "vitest";

import App from "../../../App.svelte";
import { recordedBackend } from "../../backend/recorded/backend";
import Choice from "./Choice.svelte";
import Menu from "./Menu.svelte";
import RadioPills from "./RadioPills.svelte";
import Switch from "./Switch.svelte";
import { loadPlaces } from "../../components/places.svelte";

beforeAll(loadPlaces);

/** Without layout every control counts as outside of the viewport, so floating elements are hidden. */
const floating = { hidden: true };

const sizes = [
  { value: "small", label: "Small" },
  { value: "medium", label: "Medium" },
  { value: "large", label: "Large" },
];

describe("a menu", () => {
  const open = () => {
    const user = userEvent.setup();
    const run = vi.fn();
    render(Menu, {
      label: "More",
      testid: "more",
      items: [
        { label: "Remind me", icon: Bell, testid: "remind", run: () => run("remind") },
        { label: "Remove", icon: Trash, testid: "remove", danger: true, apart: true, run: () => run("remove") },
      ],
    });
    return { user, run, button: screen.getByRole("button", { name: "More" }) };
  };
  const focused = async (testid: string) => {
    await waitFor(() => {
      expect(screen.getByTestId(testid)).toHaveFocus();
    });
  };

  it("is navigated by arrow keys that wrap around, Home, End and first letters", async () => {
    const { user, run, button } = open();
    button.focus();
    await user.keyboard("{Enter}");
    expect(button).toHaveAttribute("aria-expanded", "true");
    await focused("remind");
    await user.keyboard("{ArrowUp}");
    await focused("remove");
    await user.keyboard("{ArrowDown}");
    await focused("remind");
    await user.keyboard("{End}");
    await focused("remove");
    await user.keyboard("remi");
    await focused("remind");
    await user.keyboard("{Enter}");
    expect(run.mock.calls).toEqual([["remind"]]);
    expect(button).toHaveFocus();
    await waitFor(() => {
      expect(screen.queryByRole("menu", floating)).toBeNull();
    });
  });

  it("keeps its keys from the window, and restores the focus on Esc", async () => {
    const { user, run, button } = open();
    const onkeydown = vi.fn((event: KeyboardEvent) => [event.key, event.defaultPrevented]);
    window.addEventListener("keydown", onkeydown);
    try {
      await user.click(button);
      await waitFor(() => {
        expect(screen.getByRole("menu", floating)).toHaveFocus();
      });
      await user.keyboard("j{Escape}");
      await waitFor(() => {
        expect(button).toHaveFocus();
      });
      expect(onkeydown.mock.results.map(({ value }) => value as unknown)).toEqual([["Escape", true]]);
      expect(run).not.toHaveBeenCalled();
    } finally {
      window.removeEventListener("keydown", onkeydown);
    }
  });

  it("closes on a click outside", async () => {
    const { user, button } = open();
    await user.click(button);
    expect(await screen.findByRole("menu", { ...floating, name: "More" })).toBeInTheDocument();
    await user.pointer({ keys: "[MouseLeft]", target: document.body, coords: { clientX: 300, clientY: 300 } });
    await waitFor(() => {
      expect(screen.queryByRole("menu", floating)).toBeNull();
    });
  });
});

describe("a choice", () => {
  it("is one tab stop, and arrow keys select and wrap around", async () => {
    const user = userEvent.setup();
    const onchange = vi.fn();
    render(Choice, { name: "size", label: "Size", value: "medium", options: sizes, onchange });
    expect(screen.getByRole("radiogroup", { name: "Size" })).toBeVisible();
    await user.tab();
    expect(screen.getByRole("radio", { name: "Medium" })).toHaveFocus();
    await user.keyboard("{ArrowRight}{ArrowRight}");
    expect(screen.getByRole("radio", { name: "Small" })).toBeChecked();
    expect(onchange.mock.calls).toEqual([["large"], ["small"]]);
    await user.click(screen.getByRole("radio", { name: "Small" }));
    expect(onchange).toHaveBeenCalledTimes(2);
    await user.tab();
    expect(document.body).toHaveFocus();
  });

  it("submits its form on Enter", async () => {
    const user = userEvent.setup();
    const form = document.body.appendChild(document.createElement("form"));
    const onsubmit = vi.fn((event: SubmitEvent) => event.preventDefault());
    form.addEventListener("submit", onsubmit);
    render(Choice, { props: { name: "size", label: "Size", value: "small", options: sizes } }, { baseElement: form });
    await user.tab();
    await user.keyboard("{Enter}");
    expect(onsubmit).toHaveBeenCalledTimes(1);
    form.remove();
  });

  it("ignores clicks while it is disabled", async () => {
    const user = userEvent.setup();
    const onchange = vi.fn();
    render(Choice, { name: "size", label: "Size", value: "small", options: sizes, disabled: true, onchange });
    await user.click(screen.getByTestId("size-large"));
    expect(screen.getByTestId("size-small")).toBeChecked();
    expect(onchange).not.toHaveBeenCalled();
  });
});

describe("pills", () => {
  it("select by click and arrow keys", async () => {
    const user = userEvent.setup();
    render(RadioPills, { label: "Size", value: "small", options: sizes });
    await user.click(screen.getByRole("radio", { name: "Large" }));
    await user.keyboard("{ArrowLeft}");
    expect(screen.getByRole("radio", { name: "Medium" })).toBeChecked();
    expect(screen.getByRole("radio", { name: "Large" })).not.toBeChecked();
  });
});

describe("a switch", () => {
  it("requests a change, and shows its value until that changes", async () => {
    const user = userEvent.setup();
    const onchange = vi.fn();
    const props = { id: "quiet", label: "Quiet", hint: "At night", checked: false, onchange };
    const { rerender } = render(Switch, props);
    const control = screen.getByRole("switch", { name: "Quiet" });
    expect(control).toHaveAccessibleDescription("At night");
    await user.click(screen.getByText("Quiet"));
    expect(onchange.mock.calls).toEqual([[true]]);
    expect(control).not.toBeChecked();
    await rerender({ ...props, checked: true });
    expect(control).toBeChecked();
    await user.keyboard(" ");
    expect(onchange.mock.calls).toEqual([[true], [false]]);
  });
});

describe("a tooltip", () => {
  it("opens on keyboard focus, describes a control unless it repeats its name, and closes on Esc", async () => {
    const user = userEvent.setup();
    render(App, {
      props: { backend: await recordedBackend(new URLSearchParams("pace=0")), open: { workspace: "acme" } },
    });
    const refresh = await screen.findByTestId("refresh");
    const menu = screen.getByTestId("workspace-menu");
    for (let presses = 0; document.activeElement !== refresh && presses < 60; presses += 1) await user.tab();
    expect(await screen.findByRole("tooltip", floating)).toHaveTextContent("Refresh (Ctrl+R)");
    expect(refresh).toHaveAccessibleDescription("Refresh (Ctrl+R)");
    for (let presses = 0; document.activeElement !== menu && presses < 5; presses += 1) await user.tab();
    await waitFor(() => {
      expect(screen.getByRole("tooltip", floating)).toHaveTextContent("More");
    });
    expect(menu).not.toHaveAttribute("aria-describedby");
    await user.keyboard("{Escape}");
    await waitFor(() => {
      expect(screen.queryByRole("tooltip", floating)).toBeNull();
    });
    expect(screen.getByTestId("workspace-title")).toBeVisible();
  });
});
