// What the type checker knows of a text: which values it has places for.

export type Language = 'en' | 'zh';
export type Value = string | number;
export type Values = Record<string, Value>;

/** The names in a text's `{name}` and `{name|one|many}`. */
export type Places<Text> = Text extends `${string}{${infer Place}}${infer Rest}`
  ? (Place extends `${infer Name}|${string}` ? Name : Place) | Places<Rest>
  : never;

/** What a text is to be given: nothing if it has no places, else at least a value for each. */
export type Needed<Text> = [Places<Text>] extends [never]
  ? [values?: Values]
  : [values: Values & Record<Places<Text>, Value>];

/** The texts of a table, which is that of one part of the page in English. */
export interface Texts<Table> {
  t: <Key extends keyof Table>(key: Key, ...values: Needed<Table[Key]>) => string;
  /** A text whose key comes from data. */
  maybe: (key: string, fallback: string, values?: Values) => string;
}

/** The same in every language. */
export type Tables<Table> = Record<Language, Record<keyof Table, string>> & { en: Table };
