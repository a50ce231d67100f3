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
      // Only one file may depend on the desktop shell.
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            { group: ["@tauri-apps/*"], message: "Only lib/backend/tauri.ts may use Tauri: use lib/backend instead." },
            { group: ["**/bindings/*"], message: "Import the engine's types from lib/backend/types." },
          ],
        },
      ],
      // Text from servers is never rendered as HTML.
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
