/** What TMF622 works with. */
import type { OrderOffice } from '../../orders/office.js';

export interface OrderingOffice extends Pick<
  OrderOffice,
  'client' | 'tables' | 'operatorId' | 'stock' | 'desk' | 'send' | 'wake'
> {
  /** Payment providers of the operator. */
  readonly providers: readonly string[];
  /** Of all plans on sale. */
  readonly addOnIds: () => Promise<readonly string[]>;
}
