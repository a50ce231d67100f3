/** What was typed into the form for a new workspace, kept until it is sent. The token is not among it. */
export type AddDraft = { address: string; userId: string; name: string };

/** An empty form. */
export const emptyDraft: AddDraft = { address: "", userId: "", name: "" };
