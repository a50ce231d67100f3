import type { en } from "./en";

/** A text that depends on a number: one form for each plural category that the language has. */
export type Plural = { readonly one: string; readonly other: string };

/** The English messages are the list of all there is. */
export type English = typeof en;

/** The name of a message. */
export type MessageKey = keyof English;

/** A whole language: every message, each of the same shape as in English. */
export type Messages = { readonly [Key in MessageKey]: English[Key] extends string ? string : Plural };

type PlaceholdersIn<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | PlaceholdersIn<Rest> : never;

/** The names of what a message wants filled in. */
export type Placeholders<Key extends MessageKey> = English[Key] extends string
  ? PlaceholdersIn<English[Key]>
  : "count" | PlaceholdersIn<English[Key][keyof English[Key]]>;

/** The further argument of a message: none where it has no gaps. */
export type Fill<Key extends MessageKey> = [Placeholders<Key>] extends [never]
  ? []
  : [values: Readonly<Record<Placeholders<Key>, string | number>>];
