import type { en } from "./en";

/** A text that depends on a number: one form for each plural category of the language. */
export type Plural = { readonly one: string; readonly other: string };

/** The English messages define the keys and shapes. */
export type English = typeof en;

/** The key of a message. */
export type MessageKey = keyof English;

/** The messages of a language: the same shape as in English. */
export type Messages = { readonly [Key in MessageKey]: English[Key] extends string ? string : Plural };

type PlaceholdersIn<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | PlaceholdersIn<Rest> : never;

/** The names of a message's placeholders. */
export type Placeholders<Key extends MessageKey> = English[Key] extends string
  ? PlaceholdersIn<English[Key]>
  : "count" | PlaceholdersIn<English[Key][keyof English[Key]]>;

/** The second argument of `t`: absent if the message has no placeholders. */
export type Fill<Key extends MessageKey> = [Placeholders<Key>] extends [never]
  ? []
  : [values: Readonly<Record<Placeholders<Key>, string | number>>];
