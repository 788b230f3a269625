import type { ProviderId } from '../../../domain/payments/provider.js';
import type { Merchant, PaymentBook, SimulatedProvider } from '../provider.js';
import { SimulatedAdyen } from './adyen.js';
import { SimulatedAlipay } from './alipay.js';
import { SimulatedMpesa } from './mpesa.js';
import { SimulatedPayPal } from './paypal.js';
import { SimulatedRazorpay } from './razorpay.js';
import { SimulatedStripe } from './stripe.js';
import { SimulatedWeChatPay } from './wechatpay.js';

type Make = (merchant: Merchant, book: PaymentBook) => SimulatedProvider | Promise<SimulatedProvider>;

const MAKE: Readonly<Record<ProviderId, Make>> = {
  stripe: (merchant, book) => new SimulatedStripe(merchant, book),
  adyen: (merchant, book) => new SimulatedAdyen(merchant, book),
  paypal: async (merchant, book) => await SimulatedPayPal.make(merchant, book),
  wechatpay: async (merchant, book) => await SimulatedWeChatPay.make(merchant, book),
  alipay: async (merchant, book) => await SimulatedAlipay.make(merchant, book),
  razorpay: (merchant, book) => new SimulatedRazorpay(merchant, book),
  mpesa: (merchant, book) => new SimulatedMpesa(merchant, book),
};

/** A provider as it comes, with keys of its own. */
export async function makeProvider(
  id: ProviderId,
  merchant: Merchant,
  book: PaymentBook,
): Promise<SimulatedProvider> {
  return await MAKE[id](merchant, book);
}
