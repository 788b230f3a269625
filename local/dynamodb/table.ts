/** A table as DescribeTable shows it, with the settings that dynalite lacks kept beside its own. */
export interface Table {
  readonly TableName: string;
  readonly TableArn: string;
  readonly TableStatus: string;
  readonly KeySchema: readonly { readonly AttributeName: string; readonly KeyType: string }[];
  StreamSpecification?: {
    readonly StreamEnabled: boolean;
    readonly StreamViewType?: 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';
  };
  LatestStreamArn?: string;
  LatestStreamLabel?: string;
  DeletionProtectionEnabled?: boolean;
  /** Not part of DescribeTable: read by DescribeTimeToLive. */
  TimeToLive?: { readonly AttributeName: string; readonly Enabled: boolean };
}

/** Sets or clears a stream on a table, as CreateTable and UpdateTable do. */
export function setStream(table: Table, specification: Table['StreamSpecification'], atMs: number): void {
  if (specification?.StreamEnabled !== true) {
    delete table.StreamSpecification;
    return;
  }
  table.StreamSpecification = specification;
  table.LatestStreamLabel = new Date(atMs).toISOString().replace('Z', '');
  table.LatestStreamArn = `${table.TableArn}/stream/${table.LatestStreamLabel}`;
}
