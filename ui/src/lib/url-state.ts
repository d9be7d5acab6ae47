import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

/** What stands behind the "?" of an address: names with texts, nothing else. */
export type SearchText = Record<string, string | undefined>;

export function parseSearch(text: string): SearchText {
  return Object.fromEntries(new URLSearchParams(text));
}

export function stringifySearch(search: Record<string, unknown>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (typeof value === "string" && value !== "") parameters.set(name, value);
  }
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}

/** For `validateSearch`: keeps what is text. */
export function searchText(raw: Record<string, unknown>): SearchText {
  const kept: SearchText = {};
  for (const [name, value] of Object.entries(raw)) {
    if (typeof value === "string") kept[name] = value;
  }
  return kept;
}

/** What opens a dialog, and says for what. */
const dialogNames = ["dialog", "edit", "rename", "for", "kind", "template"];

interface Place {
  pathname: string;
  search: object;
}

/** Whether the dialog that is open in one place is gone, or another, in the next. */
export function leavesDialog(current: Place, next: Place): boolean {
  const at = ({ search }: Place) => {
    const named = new Map<string, unknown>(Object.entries(search));
    return dialogNames.map((name) => named.get(name));
  };
  return current.pathname !== next.pathname || JSON.stringify(at(current)) !== JSON.stringify(at(next));
}

type Change = (patch: SearchText, how?: "push" | "replace") => void;

/**
 * The page's own state in its address. A change is a patch: a name with undefined or "" goes away. "push" is a
 * step that the back button undoes, as opening a dialog; "replace", as typing a filter, is not.
 */
export function useSearchText(): [SearchText, Change] {
  const search: SearchText = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = useCallback<Change>(
    (patch, how = "replace") => {
      void navigate({
        to: ".",
        search: (before: SearchText) => ({ ...before, ...patch }),
        replace: how === "replace",
        resetScroll: false,
      });
    },
    [navigate],
  );
  return [search, change];
}
