/** The payments API: top-ups, refunds, mandates, automatic top-ups, vouchers, and what is quarantined. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { serve } from './api.js';
import { office } from './taking.js';
import { metrics } from './wiring.js';

export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  try {
    return await serve(office, event);
  } finally {
    metrics.flush(Date.now());
  }
}
