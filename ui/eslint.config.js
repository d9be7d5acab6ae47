import js from "@eslint/js";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

/** `any`, `as` and `!` say what the compiler cannot check; only the border to the API and tests may. */
const unchecked = ["src/api/client.ts", "src/api/read.ts", "src/**/*.test.ts", "src/**/*.test.tsx", "src/app/testing/**", "src/components/testing/**", "tests/**"];

const layers = (message, ...patterns) => ({
  "no-restricted-imports": ["error", { patterns: [{ group: patterns, message }] }],
});

export default tseslint.config(
  { ignores: ["dist", "node_modules", "src/api/schema.gen.ts", "swagger"] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  reactHooks.configs.flat["recommended-latest"],
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-assertions": ["error", { assertionStyle: "never" }],
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: false }],
      "react-hooks/exhaustive-deps": ["error", { additionalHooks: "(useColumns)" }],
      "no-restricted-syntax": [
        "error",
        { selector: "TSEnumDeclaration", message: "A union or an `as const` object instead." },
        { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: "Text is never markup." },
      ],
    },
  },
  {
    // The library's own name for a thing that cannot be memoised; rows are virtual already.
    files: ["src/components/table/**", "src/components/log/**"],
    rules: { "react-hooks/incompatible-library": "off" },
  },
  {
    files: ["src/lib/**", "src/api/**", "src/components/**"],
    rules: layers("Components, lib and api know no feature and no page.", "~/features/*", "~/app/*"),
  },
  {
    files: ["src/features/**"],
    rules: layers("A feature knows the parts that all share, no other feature and not the application.", "~/app/*", "~/features/*"),
  },
  {
    files: unchecked,
    rules: {
      "@typescript-eslint/consistent-type-assertions": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-return": "off",
    },
  },
  {
    // What Playwright calls "use" is no hook, and it reads the names that a fixture asks for from its pattern.
    files: ["tests/**"],
    rules: { "react-hooks/rules-of-hooks": "off", "no-empty-pattern": "off" },
  },
  {
    files: ["eslint.config.js", "tools/*.mjs"],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: {
        process: "readonly",
        console: "readonly",
        performance: "readonly",
        URL: "readonly",
        // What measure.mjs runs in the page.
        document: "readonly",
        localStorage: "readonly",
        window: "readonly",
        PerformanceObserver: "readonly",
        requestAnimationFrame: "readonly",
      },
    },
  },
);
