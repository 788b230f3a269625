/** Placeholder types, to be replaced by the rating package. */
export interface Profile {
  readonly destination: string;
}
export interface CompiledTariff {
  readonly id: string;
  readonly profiles: readonly Profile[];
}
