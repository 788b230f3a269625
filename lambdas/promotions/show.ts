/** A code as a picture: from an app's screen or a printed page to a till's scanner. */
import type { z } from 'zod';
import { readCouponCode } from '../../domain/promotions/coupon-code.js';
import type { bodies } from '../../domain/promotions/schemas.js';
import { RefusedError } from '../partners/kernel/refused.js';
import type { PartnerRequest } from '../partners/kernel/serve.js';
import { qrImage } from '../shared/qr.js';
import { findCode } from './find-code.js';
import type { PromotionsOffice } from './office.js';

/** @throws RefusedError 404 for what is no code of this partner's, 429 after too many of them */
export async function showCode(office: PromotionsOffice, { partner, body, nowMs }: PartnerRequest) {
  const { code, subscriber } = body as z.output<typeof bodies.Code_Show>;
  const found = await findCode(office, partner, subscriber, code, nowMs);
  if (found === undefined)
    throw new RefusedError(404, 'code-not-found', 'there is no such code that you may use');
  const payload = readCouponCode(code)?.code ?? code.trim().toUpperCase();
  return { promotionId: found.promotion.id, payload, image: qrImage(payload) };
}
