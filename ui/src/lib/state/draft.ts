/** Unsent input of the form for a new workspace, kept while the form is closed. Never contains the token. */
export type AddDraft = { address: string; userId: string; name: string };

export const emptyDraft: AddDraft = { address: "", userId: "", name: "" };
