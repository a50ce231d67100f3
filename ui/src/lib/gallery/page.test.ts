import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";

import DesignPage from "./DesignPage.svelte";

const sources = import.meta.glob<string>(["/src/**/*.{svelte,ts}", "!/src/**/*.test.ts"], {
  query: "?raw",
  import: "default",
  eager: true,
});
/** The design components that the gallery has to show. */
const components = [
  "Bar",
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
  "Select",
  "Skeleton",
  "Spinner",
  "Switch",
];

afterEach(() => {
  delete document.documentElement.dataset["theme"];
});

describe("the gallery", () => {
  it("finds enough contrast in every look", async () => {
    const user = userEvent.setup();
    render(DesignPage);
    for (const look of ["light", "dark", "light, high contrast", "dark, high contrast"]) {
      await user.click(screen.getByTestId(`look-${look}`));
      expect(screen.getByTestId("contrast-verdict")).toHaveTextContent(
        /^\d+ pairs in use, 0 without enough contrast\.$/,
      );
      expect(within(screen.getByRole("table")).getAllByRole("row")).toHaveLength(11);
    }
  });

  it("shows every design component", () => {
    const page = Object.entries(sources)
      .filter(([path]) => path.includes("/lib/gallery/"))
      .map(([, text]) => text)
      .join("\n");
    expect(components.filter((component) => !page.includes(`<${component}`))).toEqual([]);
  });

  it("draws no dot for an invalid color from a server", () => {
    const { container } = render(DesignPage);
    const dots = [...container.querySelectorAll("#server-colors ~ * [style*='--chip-color']")].map((dot) =>
      dot.getAttribute("style"),
    );
    expect(dots).toHaveLength(14);
    for (const style of dots) expect(style).toMatch(/^--chip-color: #[0-9A-F]{6};$/);
  });

  it("changes its own theme only, and saves nothing", async () => {
    const user = userEvent.setup();
    render(DesignPage);
    await user.click(screen.getByTestId("page-theme-dark"));
    expect(document.documentElement.dataset["theme"]).toBe("dark");
    expect(localStorage).toHaveLength(0);
  });

  it("is imported only by main.ts, and only on demand", () => {
    const importing = Object.entries(sources)
      .filter(([path, text]) => !path.includes("/lib/gallery/") && text.includes("gallery/"))
      .map(([path]) => path);
    expect(importing).toEqual(["/src/main.ts"]);
    expect(sources["/src/main.ts"]).toContain('await import("./lib/gallery/DesignPage.svelte")');
  });
});
