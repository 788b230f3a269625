/** By source, then schema, then property ('' = the schema itself). Source '': what the others share. */
export type Words = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>;
