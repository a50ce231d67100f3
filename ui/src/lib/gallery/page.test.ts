import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";

import DesignPage from "./DesignPage.svelte";

const sources = import.meta.glob<string>(["/src/**/*.{svelte,ts}", "!/src/**/*.test.ts"], {
  query: "?raw",
  import: "default",
  eager: true,
});
/** The parts that know nothing of licenses, and are all to be seen here. */
const parts = [
  "Button",
  "Chip",
  "Choice",
  "Dialog",
  "DialogFrame",
  "Disclosure",
  "InlineStatus",
  "Field",
  "FilePicker",
  "FilterField",
  "Logo",
  "Menu",
  "Callout",
  "RadioPills",
  "EmptyState",
  "ScrollBox",
  "SearchField",
  "SecretField",
  "Section",
  "Skeleton",
  "Spinner",
  "Switch",
];

afterEach(() => {
  delete document.documentElement.dataset["theme"];
});

describe("the page of the parts", () => {
  it("finds no pair of colors too close, in any look", async () => {
    const user = userEvent.setup();
    render(DesignPage);
    for (const look of ["light", "dark", "light, high contrast", "dark, high contrast"]) {
      await user.click(screen.getByTestId(`look-${look}`));
      expect(screen.getByTestId("contrast-verdict")).toHaveTextContent(/^\d+ pairs in use, 0 of them too close\.$/);
      expect(within(screen.getByRole("table")).getAllByRole("row")).toHaveLength(15);
    }
  });

  it("shows every part", () => {
    const page = Object.entries(sources)
      .filter(([path]) => path.includes("/lib/gallery/"))
      .map(([, text]) => text)
      .join("\n");
    expect(parts.filter((part) => !page.includes(`<${part}`))).toEqual([]);
  });

  it("draws nothing of a stranger's color that is none", () => {
    const { container } = render(DesignPage);
    const drawn = [...container.querySelectorAll("#strangers ~ * [style*='--chip-color']")].map((dot) =>
      dot.getAttribute("style"),
    );
    expect(drawn).toHaveLength(14);
    for (const style of drawn) expect(style).toMatch(/^--chip-color: #[0-9A-F]{6};$/);
  });

  it("changes the theme for itself, and remembers nothing", async () => {
    const user = userEvent.setup();
    render(DesignPage);
    await user.click(screen.getByTestId("page-theme-dark"));
    expect(document.documentElement.dataset["theme"]).toBe("dark");
    expect(localStorage).toHaveLength(0);
  });

  it("is named by the entrance alone, and only loaded when it is asked for", () => {
    const naming = Object.entries(sources)
      .filter(([path, text]) => !path.includes("/lib/gallery/") && text.includes("gallery/"))
      .map(([path]) => path);
    expect(naming).toEqual(["/src/main.ts"]);
    expect(sources["/src/main.ts"]).toContain('await import("./lib/gallery/DesignPage.svelte")');
  });
});
