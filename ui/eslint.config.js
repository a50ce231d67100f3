import js from "@eslint/js";
import prettier from "eslint-config-prettier";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";

import svelteConfig from "./svelte.config.js";

export default ts.config(
  { ignores: ["dist/", "node_modules/", "playwright-report/", "test-results/", "src/lib/backend/bindings/"] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...ts.configs.stylistic,
  ...svelte.configs.recommended,
  prettier,
  ...svelte.configs.prettier,
  {
    languageOptions: { globals: { ...globals.browser } },
    rules: {
      "@typescript-eslint/consistent-type-definitions": ["error", "type"],
      "@typescript-eslint/consistent-type-imports": "error",
      // Only one folder may know that a desktop shell is around the page.
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            { group: ["@tauri-apps/*"], message: "Only lib/backend/tauri.ts knows Tauri: go through lib/backend." },
            { group: ["**/bindings/*"], message: "Take the engine's types from lib/backend/types." },
          ],
        },
      ],
      // What a server sent is shown as text, always.
      "svelte/no-at-html-tags": "error",
    },
  },
  {
    files: ["src/lib/backend/*.ts"],
    rules: { "no-restricted-imports": "off" },
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: [".svelte"], svelteConfig } },
  },
  {
    files: ["e2e/**", "*.config.*", "**/*.test.ts"],
    languageOptions: { globals: { ...globals.node } },
  },
);
