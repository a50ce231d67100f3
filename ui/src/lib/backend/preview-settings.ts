import type { Backend } from "./contract";
import type { Asking, ImportPlan } from "./types";

/** What is chosen once for all, and what is carried from one machine to another, played. */
export function previewSettings(): Pick<
  Backend,
  | "asking"
  | "setAsking"
  | "setLanguage"
  | "exportSettings"
  | "planImport"
  | "importSettings"
  | "saveText"
  | "reset"
  | "diagnostics"
  | "dependencies"
> {
  let asking: Asking = { every_hours: 6, route: { via: "system" } };
  const plan: ImportPlan = { exported_at: "2026-11-20T10:00:00Z", workspaces: [], groups: [] };
  return {
    asking: () => Promise.resolve(asking),
    setAsking: (wanted) => {
      asking = wanted;
      return Promise.resolve();
    },
    setLanguage: () => Promise.resolve(),
    exportSettings: () => Promise.resolve("{}"),
    planImport: () => Promise.resolve(plan),
    importSettings: () => Promise.resolve(plan),
    saveText: () => Promise.resolve(true),
    reset: () => Promise.resolve(),
    diagnostics: () => Promise.resolve("License Watch 0.1.0\n"),
    dependencies: () => Promise.resolve([]),
  };
}
