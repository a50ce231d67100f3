import Bell from "@lucide/svelte/icons/bell";
import Trash from "@lucide/svelte/icons/trash-2";
import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";

import App from "../../../App.svelte";
import { recordedBackend } from "../../backend/recorded/backend";
import Button from "./Button.svelte";
import Choice from "./Choice.svelte";
import Menu from "./Menu.svelte";
import RadioPills from "./RadioPills.svelte";
import Switch from "./Switch.svelte";
import TooltipLayer from "./TooltipLayer.svelte";
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

  describe("on hover", () => {
    const setUp = () => {
      vi.useFakeTimers();
      render(TooltipLayer);
      const button = (name: string) =>
        render(Button, { "aria-label": name, title: `${name} (Ctrl)`, square: true }).container.querySelector("button");
      const [one, other] = [button("One"), button("Other")];
      if (!one || !other) throw new Error("no buttons");
      const move = (to: Element, pointerType = "mouse") =>
        fireEvent(to, Object.assign(new Event("pointerover", { bubbles: true }), { pointerType }));
      const after = async (time: number) => {
        await vi.advanceTimersByTimeAsync(time);
        return screen.queryByRole("tooltip", floating)?.textContent;
      };
      return { one, other, move, after };
    };
    afterEach(() => {
      vi.useRealTimers();
    });

    it("opens when the pointer rests, at once on the next control, and stays while the pointer is on it", async () => {
      const { one, other, move, after } = setUp();
      await move(one);
      expect(await after(499)).toBeUndefined();
      expect(await after(1)).toBe("One (Ctrl)");
      expect(one).toHaveAccessibleDescription("One (Ctrl)");
      await move(other);
      expect(await after(0)).toBe("Other (Ctrl)");
      expect(one).not.toHaveAttribute("aria-describedby");
      await move(document.body);
      expect(await after(199)).toBe("Other (Ctrl)");
      await move(screen.getByRole("tooltip", floating));
      expect(await after(5000)).toBe("Other (Ctrl)");
      await move(document.body);
      expect(await after(200)).toBeUndefined();
      await move(one);
      expect(await after(0)).toBe("One (Ctrl)");
    });

    it("does not open after a press or by touch, and follows its control", async () => {
      const { one, other, move, after } = setUp();
      await move(one);
      await fireEvent.pointerDown(one);
      expect(await after(5000)).toBeUndefined();
      await move(other, "touch");
      expect(await after(5000)).toBeUndefined();
      await move(other);
      expect(await after(500)).toBe("Other (Ctrl)");
      other.dataset["hint"] = "Changed";
      expect(await after(0)).toBe("Changed");
      other.remove();
      expect(await after(0)).toBeUndefined();
    });
  });
});
