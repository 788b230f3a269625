/** Places of new subscribers in the operator's list of products, taken one by one or in blocks. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { OPERATOR_OWNER } from '../../domain/events/event.js';
import { PRODUCTS } from '../../domain/partners/places.js';
import { type Place, Places } from '../partners/kernel/places.js';
import { dynamodb } from '../shared/dynamodb.js';

export class ProductPlaces {
  private readonly places: Places;
  private readonly block: number;
  private left: Place[] = [];
  private taking: Promise<void> | undefined;

  /** @param block  how many are taken at once; whoever takes more than one ends with `settle` */
  constructor(records: string, block = 1) {
    this.places = new Places(dynamodb, records, PRODUCTS);
    this.block = block;
  }

  async next(): Promise<Place> {
    for (;;) {
      const place = this.left.shift();
      if (place !== undefined) return place;
      // Those who come meanwhile wait for the same block.
      this.taking ??= this.takeBlock();
      await this.taking;
    }
  }

  private async takeBlock(): Promise<void> {
    try {
      this.left.push(...(await this.places.takeMany(OPERATOR_OWNER, this.block)));
    } finally {
      this.taking = undefined;
    }
  }

  put(place: Place, subscriberId: string): TransactWriteItem {
    return this.places.put(place, `SUBSCRIBER#${subscriberId}`);
  }

  /** The place was not used: for the next one, or for nobody when places are taken one by one. */
  async giveBack(place: Place): Promise<void> {
    this.left.unshift(place);
    if (this.block === 1) await this.settle();
  }

  /** Gives back what is left over. */
  async settle(): Promise<void> {
    await this.places.giveBackMany(this.left.splice(0));
  }
}
