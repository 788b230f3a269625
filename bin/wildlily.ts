import { App } from 'aws-cdk-lib';
import { OperatorStage, type Operator } from '../lib/index.js';

const operators: Operator[] = [
  {
    brand: { id: 'lily', name: 'Lily', topUpUrl: 'https://lily.example/top-up' },
    market: { country: 'GB', currency: 'GBP', timeZone: 'Europe/London' },
  },
  {
    brand: { id: 'lily', name: 'Lily', topUpUrl: 'https://lily.example/top-up' },
    market: { country: 'CN', currency: 'CNY', timeZone: 'Asia/Shanghai' },
  },
  {
    brand: { id: 'fieldworks', name: 'Fieldworks', topUpUrl: 'https://fieldworks.example/top-up' },
    market: { country: 'DE', currency: 'EUR', timeZone: 'Europe/Berlin' },
  },
];

const app = new App();
for (const operator of operators) {
  new OperatorStage(app, `${operator.brand.id}-${operator.market.country.toLowerCase()}`, { operator });
}
