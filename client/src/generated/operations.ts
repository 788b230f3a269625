/** Operations of the partner API. Written by scripts/client.ts from the OpenAPI document; not by hand. */
import type * as S from './schemas.js';
import type { ListQuery, Patch } from '../query.js';

/** What each operation is asked with, and answers. */
export interface Operations {
  /** List or find catalogs */
  listCatalog: {
    path: {  };
    query: ListQuery;
    answer: S.Catalog;
  };
  /** Create a catalog */
  createCatalog: {
    path: {  };
    body: S.Catalog_Create;
    answer: S.Catalog;
  };
  /** Retrieve a catalog by its id */
  retrieveCatalog: {
    path: { id: string };
    query: { fields?: string };
    answer: S.Catalog;
  };
  /** Change a catalog (JSON merge patch) */
  patchCatalog: {
    path: { id: string };
    body: Patch<S.Catalog_Update>;
    answer: S.Catalog;
  };
  /** Delete a catalog */
  deleteCatalog: {
    path: { id: string };
    answer: undefined;
  };
  /** List or find categories */
  listCategory: {
    path: {  };
    query: ListQuery;
    answer: S.Category;
  };
  /** Create a category */
  createCategory: {
    path: {  };
    body: S.Category_Create;
    answer: S.Category;
  };
  /** Retrieve a category by its id */
  retrieveCategory: {
    path: { id: string };
    query: { fields?: string };
    answer: S.Category;
  };
  /** Change a category (JSON merge patch) */
  patchCategory: {
    path: { id: string };
    body: Patch<S.Category_Update>;
    answer: S.Category;
  };
  /** Delete a category */
  deleteCategory: {
    path: { id: string };
    answer: undefined;
  };
  /** List or find product offerings */
  listProductOffering: {
    path: {  };
    query: ListQuery;
    answer: S.ProductOffering;
  };
  /** Create a product offering */
  createProductOffering: {
    path: {  };
    query: { 'dryRun'?: boolean };
    body: S.ProductOffering_Create;
    answer: S.ProductOffering;
  };
  /** Retrieve a product offering by its id */
  retrieveProductOffering: {
    path: { id: string };
    query: { fields?: string };
    answer: S.ProductOffering;
  };
  /** Change a product offering (JSON merge patch) */
  patchProductOffering: {
    path: { id: string };
    body: Patch<S.ProductOffering_Update>;
    answer: S.ProductOffering;
  };
  /** Delete a product offering */
  deleteProductOffering: {
    path: { id: string };
    answer: undefined;
  };
  /** List or find product offering prices */
  listProductOfferingPrice: {
    path: {  };
    query: ListQuery;
    answer: S.ProductOfferingPrice;
  };
  /** Create a product offering price */
  createProductOfferingPrice: {
    path: {  };
    body: S.ProductOfferingPrice_Create;
    answer: S.ProductOfferingPrice;
  };
  /** Retrieve a product offering price by its id */
  retrieveProductOfferingPrice: {
    path: { id: string };
    query: { fields?: string };
    answer: S.ProductOfferingPrice;
  };
  /** Change a product offering price (JSON merge patch) */
  patchProductOfferingPrice: {
    path: { id: string };
    body: Patch<S.ProductOfferingPrice_Update>;
    answer: S.ProductOfferingPrice;
  };
  /** Delete a product offering price */
  deleteProductOfferingPrice: {
    path: { id: string };
    answer: undefined;
  };
  /** List or find product specifications */
  listProductSpecification: {
    path: {  };
    query: ListQuery;
    answer: S.ProductSpecification;
  };
  /** Create a product specification */
  createProductSpecification: {
    path: {  };
    body: S.ProductSpecification_Create;
    answer: S.ProductSpecification;
  };
  /** Retrieve a product specification by its id */
  retrieveProductSpecification: {
    path: { id: string };
    query: { fields?: string };
    answer: S.ProductSpecification;
  };
  /** Change a product specification (JSON merge patch) */
  patchProductSpecification: {
    path: { id: string };
    body: Patch<S.ProductSpecification_Update>;
    answer: S.ProductSpecification;
  };
  /** Delete a product specification */
  deleteProductSpecification: {
    path: { id: string };
    answer: undefined;
  };
  /** Be told of events of this API at a URL of yours */
  registerListener_catalog: {
    path: {  };
    body: S.EventSubscriptionInput;
    answer: S.EventSubscription;
  };
  /** Be told no more */
  unregisterListener_catalog: {
    path: { id: string };
    answer: undefined;
  };
  /** List or find product orders */
  listProductOrder: {
    path: {  };
    query: ListQuery;
    answer: S.ProductOrder;
  };
  /** Create a product order */
  createProductOrder: {
    path: {  };
    query: { 'dryRun'?: boolean };
    body: S.ProductOrder_Create;
    answer: S.ProductOrder;
  };
  /** Retrieve a product order by its id */
  retrieveProductOrder: {
    path: { id: string };
    query: { fields?: string };
    answer: S.ProductOrder;
  };
  /** Change a product order (JSON merge patch) */
  patchProductOrder: {
    path: { id: string };
    body: Patch<S.ProductOrder_Update>;
    answer: S.ProductOrder;
  };
  /** Delete a product order */
  deleteProductOrder: {
    path: { id: string };
    answer: undefined;
  };
  /** List or find cancellation of a product orders */
  listCancelProductOrder: {
    path: {  };
    query: ListQuery;
    answer: S.CancelProductOrder;
  };
  /** Create a cancellation of a product order */
  createCancelProductOrder: {
    path: {  };
    body: S.CancelProductOrder_Create;
    answer: S.CancelProductOrder;
  };
  /** Retrieve a cancellation of a product order by its id */
  retrieveCancelProductOrder: {
    path: { id: string };
    query: { fields?: string };
    answer: S.CancelProductOrder;
  };
  /** Be told of events of this API at a URL of yours */
  registerListener_ordering: {
    path: {  };
    body: S.EventSubscriptionInput;
    answer: S.EventSubscription;
  };
  /** Be told no more */
  unregisterListener_ordering: {
    path: { id: string };
    answer: undefined;
  };
  /** List or find products */
  listProduct: {
    path: {  };
    query: ListQuery;
    answer: S.Product;
  };
  /** Retrieve a product by its id */
  retrieveProduct: {
    path: { id: string };
    query: { fields?: string };
    answer: S.Product;
  };
  /** Change a product (JSON merge patch) */
  patchProduct: {
    path: { id: string };
    body: Patch<S.Product_Update>;
    answer: S.Product;
  };
  /** Be told of events of this API at a URL of yours */
  registerListener_inventory: {
    path: {  };
    body: S.EventSubscriptionInput;
    answer: S.EventSubscription;
  };
  /** Be told no more */
  unregisterListener_inventory: {
    path: { id: string };
    answer: undefined;
  };
  /** List or find individuals */
  listIndividual: {
    path: {  };
    query: ListQuery;
    answer: S.Individual;
  };
  /** Create an individual */
  createIndividual: {
    path: {  };
    body: S.Individual_Create;
    answer: S.Individual;
  };
  /** Retrieve an individual by its id */
  retrieveIndividual: {
    path: { id: string };
    query: { fields?: string };
    answer: S.Individual;
  };
  /** Change an individual (JSON merge patch) */
  patchIndividual: {
    path: { id: string };
    body: Patch<S.Individual_Update>;
    answer: S.Individual;
  };
  /** Delete an individual */
  deleteIndividual: {
    path: { id: string };
    answer: undefined;
  };
  /** List or find organizations */
  listOrganization: {
    path: {  };
    query: ListQuery;
    answer: S.Organization;
  };
  /** Create an organization */
  createOrganization: {
    path: {  };
    body: S.Organization_Create;
    answer: S.Organization;
  };
  /** Retrieve an organization by its id */
  retrieveOrganization: {
    path: { id: string };
    query: { fields?: string };
    answer: S.Organization;
  };
  /** Change an organization (JSON merge patch) */
  patchOrganization: {
    path: { id: string };
    body: Patch<S.Organization_Update>;
    answer: S.Organization;
  };
  /** Delete an organization */
  deleteOrganization: {
    path: { id: string };
    answer: undefined;
  };
  /** Be told of events of this API at a URL of yours */
  registerListener_parties: {
    path: {  };
    body: S.EventSubscriptionInput;
    answer: S.EventSubscription;
  };
  /** Be told no more */
  unregisterListener_parties: {
    path: { id: string };
    answer: undefined;
  };
  /** List or find customers */
  listCustomer: {
    path: {  };
    query: ListQuery;
    answer: S.Customer;
  };
  /** Create a customer */
  createCustomer: {
    path: {  };
    body: S.Customer_Create;
    answer: S.Customer;
  };
  /** Retrieve a customer by its id */
  retrieveCustomer: {
    path: { id: string };
    query: { fields?: string };
    answer: S.Customer;
  };
  /** Change a customer (JSON merge patch) */
  patchCustomer: {
    path: { id: string };
    body: Patch<S.Customer_Update>;
    answer: S.Customer;
  };
  /** Delete a customer */
  deleteCustomer: {
    path: { id: string };
    answer: undefined;
  };
  /** Be told of events of this API at a URL of yours */
  registerListener_customers: {
    path: {  };
    body: S.EventSubscriptionInput;
    answer: S.EventSubscription;
  };
  /** Be told no more */
  unregisterListener_customers: {
    path: { id: string };
    answer: undefined;
  };
  /** List or find party roles */
  listPartyRole: {
    path: {  };
    query: ListQuery;
    answer: S.PartyRole;
  };
  /** Create a party role */
  createPartyRole: {
    path: {  };
    body: S.PartyRole_Create;
    answer: S.PartyRole;
  };
  /** Retrieve a party role by its id */
  retrievePartyRole: {
    path: { id: string };
    query: { fields?: string };
    answer: S.PartyRole;
  };
  /** Change a party role (JSON merge patch) */
  patchPartyRole: {
    path: { id: string };
    body: Patch<S.PartyRole_Update>;
    answer: S.PartyRole;
  };
  /** Delete a party role */
  deletePartyRole: {
    path: { id: string };
    answer: undefined;
  };
  /** Be told of events of this API at a URL of yours */
  'registerListener_party-roles': {
    path: {  };
    body: S.EventSubscriptionInput;
    answer: S.EventSubscription;
  };
  /** Be told no more */
  'unregisterListener_party-roles': {
    path: { id: string };
    answer: undefined;
  };
  /** List or find buckets */
  listBucket: {
    path: {  };
    query: ListQuery;
    answer: S.Bucket;
  };
  /** Retrieve a bucket by its id */
  retrieveBucket: {
    path: { id: string };
    query: { fields?: string };
    answer: S.Bucket;
  };
  /** List or find top-ups */
  listTopupBalance: {
    path: {  };
    query: ListQuery;
    answer: S.TopupBalance;
  };
  /** Create a top-up */
  createTopupBalance: {
    path: {  };
    body: S.TopupBalance_Create;
    answer: S.TopupBalance;
  };
  /** Retrieve a top-up by its id */
  retrieveTopupBalance: {
    path: { id: string };
    query: { fields?: string };
    answer: S.TopupBalance;
  };
  /** Change a top-up (JSON merge patch) */
  patchTopupBalance: {
    path: { id: string };
    body: Patch<S.TopupBalance_Update>;
    answer: S.TopupBalance;
  };
  /** Delete a top-up */
  deleteTopupBalance: {
    path: { id: string };
    answer: undefined;
  };
  /** List or find adjustments */
  listAdjustBalance: {
    path: {  };
    query: ListQuery;
    answer: S.AdjustBalance;
  };
  /** Create an adjustment */
  createAdjustBalance: {
    path: {  };
    body: S.AdjustBalance_Create;
    answer: S.AdjustBalance;
  };
  /** Retrieve an adjustment by its id */
  retrieveAdjustBalance: {
    path: { id: string };
    query: { fields?: string };
    answer: S.AdjustBalance;
  };
  /** Change an adjustment (JSON merge patch) */
  patchAdjustBalance: {
    path: { id: string };
    body: Patch<S.AdjustBalance_Update>;
    answer: S.AdjustBalance;
  };
  /** Delete an adjustment */
  deleteAdjustBalance: {
    path: { id: string };
    answer: undefined;
  };
  /** List or find transfers */
  listTransferBalance: {
    path: {  };
    query: ListQuery;
    answer: S.TransferBalance;
  };
  /** Create a transfer */
  createTransferBalance: {
    path: {  };
    body: S.TransferBalance_Create;
    answer: S.TransferBalance;
  };
  /** Retrieve a transfer by its id */
  retrieveTransferBalance: {
    path: { id: string };
    query: { fields?: string };
    answer: S.TransferBalance;
  };
  /** Change a transfer (JSON merge patch) */
  patchTransferBalance: {
    path: { id: string };
    body: Patch<S.TransferBalance_Update>;
    answer: S.TransferBalance;
  };
  /** Delete a transfer */
  deleteTransferBalance: {
    path: { id: string };
    answer: undefined;
  };
  /** List or find reservations */
  listReserveBalance: {
    path: {  };
    query: ListQuery;
    answer: S.ReserveBalance;
  };
  /** Create a reservation */
  createReserveBalance: {
    path: {  };
    body: S.ReserveBalance_Create;
    answer: S.ReserveBalance;
  };
  /** Retrieve a reservation by its id */
  retrieveReserveBalance: {
    path: { id: string };
    query: { fields?: string };
    answer: S.ReserveBalance;
  };
  /** Change a reservation (JSON merge patch) */
  patchReserveBalance: {
    path: { id: string };
    body: Patch<S.ReserveBalance_Update>;
    answer: S.ReserveBalance;
  };
  /** Delete a reservation */
  deleteReserveBalance: {
    path: { id: string };
    answer: undefined;
  };
  /** List or find accumulated balances */
  listAccumulatedBalance: {
    path: {  };
    query: ListQuery;
    answer: S.AccumulatedBalance;
  };
  /** Retrieve an accumulated balance by its id */
  retrieveAccumulatedBalance: {
    path: { id: string };
    query: { fields?: string };
    answer: S.AccumulatedBalance;
  };
  /** List or find balance actions */
  listBalanceAction: {
    path: {  };
    query: ListQuery;
    answer: S.BalanceAction;
  };
  /** Retrieve a balance action by its id */
  retrieveBalanceAction: {
    path: { id: string };
    query: { fields?: string };
    answer: S.BalanceAction;
  };
  /** Be told of events of this API at a URL of yours */
  registerListener_balances: {
    path: {  };
    body: S.EventSubscriptionInput;
    answer: S.EventSubscription;
  };
  /** Be told no more */
  unregisterListener_balances: {
    path: { id: string };
    answer: undefined;
  };
  /** List or find usages */
  listUsage: {
    path: {  };
    query: ListQuery;
    answer: S.Usage;
  };
  /** Create a usage */
  createUsage: {
    path: {  };
    body: S.Usage_Create;
    answer: S.Usage;
  };
  /** Retrieve a usage by its id */
  retrieveUsage: {
    path: { id: string };
    query: { fields?: string };
    answer: S.Usage;
  };
  /** Change a usage (JSON merge patch) */
  patchUsage: {
    path: { id: string };
    body: Patch<S.Usage_Update>;
    answer: S.Usage;
  };
  /** Delete a usage */
  deleteUsage: {
    path: { id: string };
    answer: undefined;
  };
  /** List or find usage specifications */
  listUsageSpecification: {
    path: {  };
    query: ListQuery;
    answer: S.UsageSpecification;
  };
  /** Create a usage specification */
  createUsageSpecification: {
    path: {  };
    body: S.UsageSpecification_Create;
    answer: S.UsageSpecification;
  };
  /** Retrieve a usage specification by its id */
  retrieveUsageSpecification: {
    path: { id: string };
    query: { fields?: string };
    answer: S.UsageSpecification;
  };
  /** Change a usage specification (JSON merge patch) */
  patchUsageSpecification: {
    path: { id: string };
    body: Patch<S.UsageSpecification_Update>;
    answer: S.UsageSpecification;
  };
  /** Delete a usage specification */
  deleteUsageSpecification: {
    path: { id: string };
    answer: undefined;
  };
  /** Be told of events of this API at a URL of yours */
  registerListener_usage: {
    path: {  };
    body: S.EventSubscriptionInput;
    answer: S.EventSubscription;
  };
  /** Be told no more */
  unregisterListener_usage: {
    path: { id: string };
    answer: undefined;
  };
  /** List or find query of usage consumptions */
  listQueryUsageConsumption: {
    path: {  };
    query: ListQuery;
    answer: S.QueryUsageConsumption;
  };
  /** Create a query of usage consumption */
  createQueryUsageConsumption: {
    path: {  };
    body: S.QueryUsageConsumption_Create;
    answer: S.QueryUsageConsumption;
  };
  /** Retrieve a query of usage consumption by its id */
  retrieveQueryUsageConsumption: {
    path: { id: string };
    query: { fields?: string };
    answer: S.QueryUsageConsumption;
  };
  /** Delete a query of usage consumption */
  deleteQueryUsageConsumption: {
    path: { id: string };
    answer: undefined;
  };
  /** Be told of events of this API at a URL of yours */
  registerListener_consumption: {
    path: {  };
    body: S.EventSubscriptionInput;
    answer: S.EventSubscription;
  };
  /** Be told no more */
  unregisterListener_consumption: {
    path: { id: string };
    answer: undefined;
  };
  /** List or find resources */
  listResource: {
    path: {  };
    query: ListQuery;
    answer: S.Resource;
  };
  /** Create a resource */
  createResource: {
    path: {  };
    body: S.Resource_Create;
    answer: S.Resource;
  };
  /** Retrieve a resource by its id */
  retrieveResource: {
    path: { id: string };
    query: { fields?: string };
    answer: S.Resource;
  };
  /** Change a resource (JSON merge patch) */
  patchResource: {
    path: { id: string };
    body: Patch<S.Resource_Update>;
    answer: S.Resource;
  };
  /** Delete a resource */
  deleteResource: {
    path: { id: string };
    answer: undefined;
  };
  /** Be told of events of this API at a URL of yours */
  registerListener_resources: {
    path: {  };
    body: S.EventSubscriptionInput;
    answer: S.EventSubscription;
  };
  /** Be told no more */
  unregisterListener_resources: {
    path: { id: string };
    answer: undefined;
  };
  /** List or find payments */
  listPayment: {
    path: {  };
    query: ListQuery;
    answer: S.Payment;
  };
  /** Create a payment */
  createPayment: {
    path: {  };
    body: S.Payment_Create;
    answer: S.Payment;
  };
  /** Retrieve a payment by its id */
  retrievePayment: {
    path: { id: string };
    query: { fields?: string };
    answer: S.Payment;
  };
  /** List or find authorizations */
  listAuthorizePayment: {
    path: {  };
    query: ListQuery;
    answer: S.AuthorizePayment;
  };
  /** Create an authorization */
  createAuthorizePayment: {
    path: {  };
    body: S.AuthorizePayment_Create;
    answer: S.AuthorizePayment;
  };
  /** Retrieve an authorization by its id */
  retrieveAuthorizePayment: {
    path: { id: string };
    query: { fields?: string };
    answer: S.AuthorizePayment;
  };
  /** List or find initiations */
  listInitiatePayment: {
    path: {  };
    query: ListQuery;
    answer: S.InitiatePayment;
  };
  /** Create an initiation */
  createInitiatePayment: {
    path: {  };
    body: S.InitiatePayment_Create;
    answer: S.InitiatePayment;
  };
  /** Retrieve an initiation by its id */
  retrieveInitiatePayment: {
    path: { id: string };
    query: { fields?: string };
    answer: S.InitiatePayment;
  };
  /** List or find refunds */
  listRefund: {
    path: {  };
    query: ListQuery;
    answer: S.Refund;
  };
  /** Create a refund */
  createRefund: {
    path: {  };
    body: S.Refund_Create;
    answer: S.Refund;
  };
  /** Retrieve a refund by its id */
  retrieveRefund: {
    path: { id: string };
    query: { fields?: string };
    answer: S.Refund;
  };
  /** Be told of events of this API at a URL of yours */
  registerListener_payments: {
    path: {  };
    body: S.EventSubscriptionInput;
    answer: S.EventSubscription;
  };
  /** Be told no more */
  unregisterListener_payments: {
    path: { id: string };
    answer: undefined;
  };
  /** List or find customer bills */
  listCustomerBill: {
    path: {  };
    query: ListQuery;
    answer: S.CustomerBill;
  };
  /** Retrieve a customer bill by its id */
  retrieveCustomerBill: {
    path: { id: string };
    query: { fields?: string };
    answer: S.CustomerBill;
  };
  /** Change a customer bill (JSON merge patch) */
  patchCustomerBill: {
    path: { id: string };
    body: Patch<S.CustomerBill_Update>;
    answer: S.CustomerBill;
  };
  /** List or find customer bill on demands */
  listCustomerBillOnDemand: {
    path: {  };
    query: ListQuery;
    answer: S.CustomerBillOnDemand;
  };
  /** Create a customer bill on demand */
  createCustomerBillOnDemand: {
    path: {  };
    body: S.CustomerBillOnDemand_Create;
    answer: S.CustomerBillOnDemand;
  };
  /** Retrieve a customer bill on demand by its id */
  retrieveCustomerBillOnDemand: {
    path: { id: string };
    query: { fields?: string };
    answer: S.CustomerBillOnDemand;
  };
  /** List or find applied customer billing rates */
  listAppliedCustomerBillingRate: {
    path: {  };
    query: ListQuery;
    answer: S.AppliedCustomerBillingRate;
  };
  /** Retrieve an applied customer billing rate by its id */
  retrieveAppliedCustomerBillingRate: {
    path: { id: string };
    query: { fields?: string };
    answer: S.AppliedCustomerBillingRate;
  };
  /** List or find bill cycles */
  listBillCycle: {
    path: {  };
    query: ListQuery;
    answer: S.BillCycle;
  };
  /** Retrieve a bill cycle by its id */
  retrieveBillCycle: {
    path: { id: string };
    query: { fields?: string };
    answer: S.BillCycle;
  };
  /** List or find bill cycle specifications */
  listBillCycleSpecification: {
    path: {  };
    query: ListQuery;
    answer: S.BillCycleSpecification;
  };
  /** Retrieve a bill cycle specification by its id */
  retrieveBillCycleSpecification: {
    path: { id: string };
    query: { fields?: string };
    answer: S.BillCycleSpecification;
  };
  /** Be told of events of this API at a URL of yours */
  registerListener_bills: {
    path: {  };
    body: S.EventSubscriptionInput;
    answer: S.EventSubscription;
  };
  /** Be told no more */
  unregisterListener_bills: {
    path: { id: string };
    answer: undefined;
  };
  /** When the SIM of a number was last swapped */
  retrieveSimSwapDate: {
    path: {  };
    body: S.CreateSimSwapDate;
    answer: S.SimSwapInfo;
  };
  /** Whether the SIM of a number was swapped in the last hours */
  checkSimSwap: {
    path: {  };
    body: S.CreateCheckSimSwap;
    answer: S.CheckSimSwapInfo;
  };
  /** Be told when the SIM of a number is swapped */
  createSimSwapSubscription: {
    path: {  };
    body: S.SubscriptionRequest;
    answer: S.Subscription;
  };
  /** Your subscriptions to SIM swaps */
  retrieveSimSwapSubscriptionList: {
    path: {  };
    query: { 'page'?: number; 'perPage'?: number };
    answer: S.Subscription;
  };
  /** One subscription to SIM swaps */
  retrieveSimSwapSubscription: {
    path: { subscriptionId: string };
    answer: S.Subscription;
  };
  /** End a subscription to SIM swaps */
  deleteSimSwapSubscription: {
    path: { subscriptionId: string };
    answer: undefined;
  };
  /** Take a payment from a number's prepaid credit, in one step */
  createCarrierBillingPayment: {
    path: {  };
    body: S.CreatePayment;
    answer: S.PaymentCreated;
  };
  /** Your carrier billing payments */
  retrieveCarrierBillingPayments: {
    path: {  };
    query: { 'page'?: number; 'perPage'?: number; 'paymentCreationDate.gte'?: string; 'paymentCreationDate.lte'?: string; 'order'?: string; 'paymentStatus'?: string; 'merchantIdentifier'?: string };
    answer: S.CarrierBillingPayment;
  };
  /** One carrier billing payment */
  retrieveCarrierBillingPayment: {
    path: { paymentId: string };
    answer: S.CarrierBillingPayment;
  };
  /** Reserve a payment on a number's prepaid credit */
  prepareCarrierBillingPayment: {
    path: {  };
    body: S.BodyAmountReservationTransactionForReserveInput;
    answer: S.BodyAmountReservationTransactionForReserve;
  };
  /** Validate a reserved payment with the code that its payer was sent */
  validateCarrierBillingPayment: {
    path: { paymentId: string };
    body: S.ValidatePayment;
    answer: undefined;
  };
  /** Take a reserved payment */
  confirmCarrierBillingPayment: {
    path: { paymentId: string };
    body: S.PhoneNumber;
    answer: undefined;
  };
  /** Give a reserved payment back */
  cancelCarrierBillingPayment: {
    path: { paymentId: string };
    body: S.PhoneNumber;
    answer: undefined;
  };
  /** Give back a payment or a part of it */
  createCarrierBillingRefund: {
    path: { paymentId: string };
    body: S.CreateRefund;
    answer: S.CarrierBillingRefundRefund;
  };
  /** Refunds of a payment */
  retrieveCarrierBillingRefunds: {
    path: { paymentId: string };
    query: { 'page'?: number; 'perPage'?: number; 'refundCreationDate.gte'?: string; 'refundCreationDate.lte'?: string; 'order'?: string; 'refundStatus'?: string; 'merchantIdentifier'?: string };
    answer: S.CarrierBillingRefundRefund;
  };
  /** One refund of a payment */
  retrieveCarrierBillingRefund: {
    path: { paymentId: string; refundId: string };
    answer: S.CarrierBillingRefundRefund;
  };
  /** How much of a payment can still be given back */
  retrieveCarrierBillingRemainingAmount: {
    path: { paymentId: string };
    answer: S.PaymentRemainingAmount;
  };
  /** What happened, oldest first, 30 days back */
  listEvents: {
    path: {  };
    query: { 'after'?: string; 'limit'?: number; 'type'?: string; 'subject'?: string };
    answer: S.Event;
  };
  /** One event, with its deliveries */
  retrieveEvent: {
    path: { eventId: string };
    answer: S.Event;
  };
  /** Be told of events at a URL of yours */
  createWebhookEndpoint: {
    path: {  };
    body: S.WebhookEndpoint_Create;
    answer: S.WebhookEndpoint;
  };
  /** Your webhook endpoints */
  listWebhookEndpoints: {
    path: {  };
    query: ListQuery;
    answer: S.WebhookEndpoint;
  };
  /** One webhook endpoint, and how its deliveries go */
  retrieveWebhookEndpoint: {
    path: { endpointId: string };
    query: { fields?: string };
    answer: S.WebhookEndpoint;
  };
  /** Change a webhook endpoint, enable it again, or rotate its secret */
  patchWebhookEndpoint: {
    path: { endpointId: string };
    body: Patch<S.WebhookEndpoint_Update>;
    answer: S.WebhookEndpoint;
  };
  /** Be told no more */
  deleteWebhookEndpoint: {
    path: { endpointId: string };
    answer: undefined;
  };
  /** Send events of a time again */
  replayWebhookEndpoint: {
    path: { endpointId: string };
    body: S.Replay;
    answer: S.ReplayResult;
  };
  /** What the simulated host does next: a SIM fails, a port is declined, the host is down */
  createSimulation: {
    path: {  };
    body: S.Simulation_Create;
    answer: S.Simulation;
  };
  /** What the simulated host is told to do */
  listSimulations: {
    path: {  };
    query: ListQuery;
    answer: S.Simulation;
  };
  /** End a simulation */
  deleteSimulation: {
    path: { simulationId: string };
    answer: undefined;
  };
}

export const OPERATIONS = {
  listCatalog: { method: 'GET', path: '/tmf-api/productCatalogManagement/v4/catalog', paging: 'offset' },
  createCatalog: { method: 'POST', path: '/tmf-api/productCatalogManagement/v4/catalog' },
  retrieveCatalog: { method: 'GET', path: '/tmf-api/productCatalogManagement/v4/catalog/{id}' },
  patchCatalog: { method: 'PATCH', path: '/tmf-api/productCatalogManagement/v4/catalog/{id}' },
  deleteCatalog: { method: 'DELETE', path: '/tmf-api/productCatalogManagement/v4/catalog/{id}' },
  listCategory: { method: 'GET', path: '/tmf-api/productCatalogManagement/v4/category', paging: 'offset' },
  createCategory: { method: 'POST', path: '/tmf-api/productCatalogManagement/v4/category' },
  retrieveCategory: { method: 'GET', path: '/tmf-api/productCatalogManagement/v4/category/{id}' },
  patchCategory: { method: 'PATCH', path: '/tmf-api/productCatalogManagement/v4/category/{id}' },
  deleteCategory: { method: 'DELETE', path: '/tmf-api/productCatalogManagement/v4/category/{id}' },
  listProductOffering: { method: 'GET', path: '/tmf-api/productCatalogManagement/v4/productOffering', paging: 'offset' },
  createProductOffering: { method: 'POST', path: '/tmf-api/productCatalogManagement/v4/productOffering' },
  retrieveProductOffering: { method: 'GET', path: '/tmf-api/productCatalogManagement/v4/productOffering/{id}' },
  patchProductOffering: { method: 'PATCH', path: '/tmf-api/productCatalogManagement/v4/productOffering/{id}' },
  deleteProductOffering: { method: 'DELETE', path: '/tmf-api/productCatalogManagement/v4/productOffering/{id}' },
  listProductOfferingPrice: { method: 'GET', path: '/tmf-api/productCatalogManagement/v4/productOfferingPrice', paging: 'offset' },
  createProductOfferingPrice: { method: 'POST', path: '/tmf-api/productCatalogManagement/v4/productOfferingPrice' },
  retrieveProductOfferingPrice: { method: 'GET', path: '/tmf-api/productCatalogManagement/v4/productOfferingPrice/{id}' },
  patchProductOfferingPrice: { method: 'PATCH', path: '/tmf-api/productCatalogManagement/v4/productOfferingPrice/{id}' },
  deleteProductOfferingPrice: { method: 'DELETE', path: '/tmf-api/productCatalogManagement/v4/productOfferingPrice/{id}' },
  listProductSpecification: { method: 'GET', path: '/tmf-api/productCatalogManagement/v4/productSpecification', paging: 'offset' },
  createProductSpecification: { method: 'POST', path: '/tmf-api/productCatalogManagement/v4/productSpecification' },
  retrieveProductSpecification: { method: 'GET', path: '/tmf-api/productCatalogManagement/v4/productSpecification/{id}' },
  patchProductSpecification: { method: 'PATCH', path: '/tmf-api/productCatalogManagement/v4/productSpecification/{id}' },
  deleteProductSpecification: { method: 'DELETE', path: '/tmf-api/productCatalogManagement/v4/productSpecification/{id}' },
  registerListener_catalog: { method: 'POST', path: '/tmf-api/productCatalogManagement/v4/hub' },
  unregisterListener_catalog: { method: 'DELETE', path: '/tmf-api/productCatalogManagement/v4/hub/{id}' },
  listProductOrder: { method: 'GET', path: '/tmf-api/productOrderingManagement/v4/productOrder', paging: 'offset' },
  createProductOrder: { method: 'POST', path: '/tmf-api/productOrderingManagement/v4/productOrder' },
  retrieveProductOrder: { method: 'GET', path: '/tmf-api/productOrderingManagement/v4/productOrder/{id}' },
  patchProductOrder: { method: 'PATCH', path: '/tmf-api/productOrderingManagement/v4/productOrder/{id}' },
  deleteProductOrder: { method: 'DELETE', path: '/tmf-api/productOrderingManagement/v4/productOrder/{id}' },
  listCancelProductOrder: { method: 'GET', path: '/tmf-api/productOrderingManagement/v4/cancelProductOrder', paging: 'offset' },
  createCancelProductOrder: { method: 'POST', path: '/tmf-api/productOrderingManagement/v4/cancelProductOrder' },
  retrieveCancelProductOrder: { method: 'GET', path: '/tmf-api/productOrderingManagement/v4/cancelProductOrder/{id}' },
  registerListener_ordering: { method: 'POST', path: '/tmf-api/productOrderingManagement/v4/hub' },
  unregisterListener_ordering: { method: 'DELETE', path: '/tmf-api/productOrderingManagement/v4/hub/{id}' },
  listProduct: { method: 'GET', path: '/tmf-api/productInventory/v4/product', paging: 'offset' },
  retrieveProduct: { method: 'GET', path: '/tmf-api/productInventory/v4/product/{id}' },
  patchProduct: { method: 'PATCH', path: '/tmf-api/productInventory/v4/product/{id}' },
  registerListener_inventory: { method: 'POST', path: '/tmf-api/productInventory/v4/hub' },
  unregisterListener_inventory: { method: 'DELETE', path: '/tmf-api/productInventory/v4/hub/{id}' },
  listIndividual: { method: 'GET', path: '/tmf-api/party/v4/individual', paging: 'offset' },
  createIndividual: { method: 'POST', path: '/tmf-api/party/v4/individual' },
  retrieveIndividual: { method: 'GET', path: '/tmf-api/party/v4/individual/{id}' },
  patchIndividual: { method: 'PATCH', path: '/tmf-api/party/v4/individual/{id}' },
  deleteIndividual: { method: 'DELETE', path: '/tmf-api/party/v4/individual/{id}' },
  listOrganization: { method: 'GET', path: '/tmf-api/party/v4/organization', paging: 'offset' },
  createOrganization: { method: 'POST', path: '/tmf-api/party/v4/organization' },
  retrieveOrganization: { method: 'GET', path: '/tmf-api/party/v4/organization/{id}' },
  patchOrganization: { method: 'PATCH', path: '/tmf-api/party/v4/organization/{id}' },
  deleteOrganization: { method: 'DELETE', path: '/tmf-api/party/v4/organization/{id}' },
  registerListener_parties: { method: 'POST', path: '/tmf-api/party/v4/hub' },
  unregisterListener_parties: { method: 'DELETE', path: '/tmf-api/party/v4/hub/{id}' },
  listCustomer: { method: 'GET', path: '/tmf-api/customerManagement/v4/customer', paging: 'offset' },
  createCustomer: { method: 'POST', path: '/tmf-api/customerManagement/v4/customer' },
  retrieveCustomer: { method: 'GET', path: '/tmf-api/customerManagement/v4/customer/{id}' },
  patchCustomer: { method: 'PATCH', path: '/tmf-api/customerManagement/v4/customer/{id}' },
  deleteCustomer: { method: 'DELETE', path: '/tmf-api/customerManagement/v4/customer/{id}' },
  registerListener_customers: { method: 'POST', path: '/tmf-api/customerManagement/v4/hub' },
  unregisterListener_customers: { method: 'DELETE', path: '/tmf-api/customerManagement/v4/hub/{id}' },
  listPartyRole: { method: 'GET', path: '/tmf-api/partyRoleManagement/v4/partyRole', paging: 'offset' },
  createPartyRole: { method: 'POST', path: '/tmf-api/partyRoleManagement/v4/partyRole' },
  retrievePartyRole: { method: 'GET', path: '/tmf-api/partyRoleManagement/v4/partyRole/{id}' },
  patchPartyRole: { method: 'PATCH', path: '/tmf-api/partyRoleManagement/v4/partyRole/{id}' },
  deletePartyRole: { method: 'DELETE', path: '/tmf-api/partyRoleManagement/v4/partyRole/{id}' },
  'registerListener_party-roles': { method: 'POST', path: '/tmf-api/partyRoleManagement/v4/hub' },
  'unregisterListener_party-roles': { method: 'DELETE', path: '/tmf-api/partyRoleManagement/v4/hub/{id}' },
  listBucket: { method: 'GET', path: '/tmf-api/prepayBalanceManagement/v4/bucket', paging: 'offset' },
  retrieveBucket: { method: 'GET', path: '/tmf-api/prepayBalanceManagement/v4/bucket/{id}' },
  listTopupBalance: { method: 'GET', path: '/tmf-api/prepayBalanceManagement/v4/topupBalance', paging: 'offset' },
  createTopupBalance: { method: 'POST', path: '/tmf-api/prepayBalanceManagement/v4/topupBalance' },
  retrieveTopupBalance: { method: 'GET', path: '/tmf-api/prepayBalanceManagement/v4/topupBalance/{id}' },
  patchTopupBalance: { method: 'PATCH', path: '/tmf-api/prepayBalanceManagement/v4/topupBalance/{id}' },
  deleteTopupBalance: { method: 'DELETE', path: '/tmf-api/prepayBalanceManagement/v4/topupBalance/{id}' },
  listAdjustBalance: { method: 'GET', path: '/tmf-api/prepayBalanceManagement/v4/adjustBalance', paging: 'offset' },
  createAdjustBalance: { method: 'POST', path: '/tmf-api/prepayBalanceManagement/v4/adjustBalance' },
  retrieveAdjustBalance: { method: 'GET', path: '/tmf-api/prepayBalanceManagement/v4/adjustBalance/{id}' },
  patchAdjustBalance: { method: 'PATCH', path: '/tmf-api/prepayBalanceManagement/v4/adjustBalance/{id}' },
  deleteAdjustBalance: { method: 'DELETE', path: '/tmf-api/prepayBalanceManagement/v4/adjustBalance/{id}' },
  listTransferBalance: { method: 'GET', path: '/tmf-api/prepayBalanceManagement/v4/transferBalance', paging: 'offset' },
  createTransferBalance: { method: 'POST', path: '/tmf-api/prepayBalanceManagement/v4/transferBalance' },
  retrieveTransferBalance: { method: 'GET', path: '/tmf-api/prepayBalanceManagement/v4/transferBalance/{id}' },
  patchTransferBalance: { method: 'PATCH', path: '/tmf-api/prepayBalanceManagement/v4/transferBalance/{id}' },
  deleteTransferBalance: { method: 'DELETE', path: '/tmf-api/prepayBalanceManagement/v4/transferBalance/{id}' },
  listReserveBalance: { method: 'GET', path: '/tmf-api/prepayBalanceManagement/v4/reserveBalance', paging: 'offset' },
  createReserveBalance: { method: 'POST', path: '/tmf-api/prepayBalanceManagement/v4/reserveBalance' },
  retrieveReserveBalance: { method: 'GET', path: '/tmf-api/prepayBalanceManagement/v4/reserveBalance/{id}' },
  patchReserveBalance: { method: 'PATCH', path: '/tmf-api/prepayBalanceManagement/v4/reserveBalance/{id}' },
  deleteReserveBalance: { method: 'DELETE', path: '/tmf-api/prepayBalanceManagement/v4/reserveBalance/{id}' },
  listAccumulatedBalance: { method: 'GET', path: '/tmf-api/prepayBalanceManagement/v4/accumulatedBalance', paging: 'offset' },
  retrieveAccumulatedBalance: { method: 'GET', path: '/tmf-api/prepayBalanceManagement/v4/accumulatedBalance/{id}' },
  listBalanceAction: { method: 'GET', path: '/tmf-api/prepayBalanceManagement/v4/balanceAction', paging: 'offset' },
  retrieveBalanceAction: { method: 'GET', path: '/tmf-api/prepayBalanceManagement/v4/balanceAction/{id}' },
  registerListener_balances: { method: 'POST', path: '/tmf-api/prepayBalanceManagement/v4/hub' },
  unregisterListener_balances: { method: 'DELETE', path: '/tmf-api/prepayBalanceManagement/v4/hub/{id}' },
  listUsage: { method: 'GET', path: '/tmf-api/usageManagement/v4/usage', paging: 'offset' },
  createUsage: { method: 'POST', path: '/tmf-api/usageManagement/v4/usage' },
  retrieveUsage: { method: 'GET', path: '/tmf-api/usageManagement/v4/usage/{id}' },
  patchUsage: { method: 'PATCH', path: '/tmf-api/usageManagement/v4/usage/{id}' },
  deleteUsage: { method: 'DELETE', path: '/tmf-api/usageManagement/v4/usage/{id}' },
  listUsageSpecification: { method: 'GET', path: '/tmf-api/usageManagement/v4/usageSpecification', paging: 'offset' },
  createUsageSpecification: { method: 'POST', path: '/tmf-api/usageManagement/v4/usageSpecification' },
  retrieveUsageSpecification: { method: 'GET', path: '/tmf-api/usageManagement/v4/usageSpecification/{id}' },
  patchUsageSpecification: { method: 'PATCH', path: '/tmf-api/usageManagement/v4/usageSpecification/{id}' },
  deleteUsageSpecification: { method: 'DELETE', path: '/tmf-api/usageManagement/v4/usageSpecification/{id}' },
  registerListener_usage: { method: 'POST', path: '/tmf-api/usageManagement/v4/hub' },
  unregisterListener_usage: { method: 'DELETE', path: '/tmf-api/usageManagement/v4/hub/{id}' },
  listQueryUsageConsumption: { method: 'GET', path: '/tmf-api/usageConsumption/v4/queryUsageConsumption', paging: 'offset' },
  createQueryUsageConsumption: { method: 'POST', path: '/tmf-api/usageConsumption/v4/queryUsageConsumption' },
  retrieveQueryUsageConsumption: { method: 'GET', path: '/tmf-api/usageConsumption/v4/queryUsageConsumption/{id}' },
  deleteQueryUsageConsumption: { method: 'DELETE', path: '/tmf-api/usageConsumption/v4/queryUsageConsumption/{id}' },
  registerListener_consumption: { method: 'POST', path: '/tmf-api/usageConsumption/v4/hub' },
  unregisterListener_consumption: { method: 'DELETE', path: '/tmf-api/usageConsumption/v4/hub/{id}' },
  listResource: { method: 'GET', path: '/tmf-api/resourceInventoryManagement/v4/resource', paging: 'offset' },
  createResource: { method: 'POST', path: '/tmf-api/resourceInventoryManagement/v4/resource' },
  retrieveResource: { method: 'GET', path: '/tmf-api/resourceInventoryManagement/v4/resource/{id}' },
  patchResource: { method: 'PATCH', path: '/tmf-api/resourceInventoryManagement/v4/resource/{id}' },
  deleteResource: { method: 'DELETE', path: '/tmf-api/resourceInventoryManagement/v4/resource/{id}' },
  registerListener_resources: { method: 'POST', path: '/tmf-api/resourceInventoryManagement/v4/hub' },
  unregisterListener_resources: { method: 'DELETE', path: '/tmf-api/resourceInventoryManagement/v4/hub/{id}' },
  listPayment: { method: 'GET', path: '/tmf-api/paymentManagement/v4/payment', paging: 'offset' },
  createPayment: { method: 'POST', path: '/tmf-api/paymentManagement/v4/payment' },
  retrievePayment: { method: 'GET', path: '/tmf-api/paymentManagement/v4/payment/{id}' },
  listAuthorizePayment: { method: 'GET', path: '/tmf-api/paymentManagement/v4/authorizePayment', paging: 'offset' },
  createAuthorizePayment: { method: 'POST', path: '/tmf-api/paymentManagement/v4/authorizePayment' },
  retrieveAuthorizePayment: { method: 'GET', path: '/tmf-api/paymentManagement/v4/authorizePayment/{id}' },
  listInitiatePayment: { method: 'GET', path: '/tmf-api/paymentManagement/v4/initiatePayment', paging: 'offset' },
  createInitiatePayment: { method: 'POST', path: '/tmf-api/paymentManagement/v4/initiatePayment' },
  retrieveInitiatePayment: { method: 'GET', path: '/tmf-api/paymentManagement/v4/initiatePayment/{id}' },
  listRefund: { method: 'GET', path: '/tmf-api/paymentManagement/v4/refund', paging: 'offset' },
  createRefund: { method: 'POST', path: '/tmf-api/paymentManagement/v4/refund' },
  retrieveRefund: { method: 'GET', path: '/tmf-api/paymentManagement/v4/refund/{id}' },
  registerListener_payments: { method: 'POST', path: '/tmf-api/paymentManagement/v4/hub' },
  unregisterListener_payments: { method: 'DELETE', path: '/tmf-api/paymentManagement/v4/hub/{id}' },
  listCustomerBill: { method: 'GET', path: '/tmf-api/customerBillManagement/v4/customerBill', paging: 'offset' },
  retrieveCustomerBill: { method: 'GET', path: '/tmf-api/customerBillManagement/v4/customerBill/{id}' },
  patchCustomerBill: { method: 'PATCH', path: '/tmf-api/customerBillManagement/v4/customerBill/{id}' },
  listCustomerBillOnDemand: { method: 'GET', path: '/tmf-api/customerBillManagement/v4/customerBillOnDemand', paging: 'offset' },
  createCustomerBillOnDemand: { method: 'POST', path: '/tmf-api/customerBillManagement/v4/customerBillOnDemand' },
  retrieveCustomerBillOnDemand: { method: 'GET', path: '/tmf-api/customerBillManagement/v4/customerBillOnDemand/{id}' },
  listAppliedCustomerBillingRate: { method: 'GET', path: '/tmf-api/customerBillManagement/v4/appliedCustomerBillingRate', paging: 'offset' },
  retrieveAppliedCustomerBillingRate: { method: 'GET', path: '/tmf-api/customerBillManagement/v4/appliedCustomerBillingRate/{id}' },
  listBillCycle: { method: 'GET', path: '/tmf-api/customerBillManagement/v4/billCycle', paging: 'offset' },
  retrieveBillCycle: { method: 'GET', path: '/tmf-api/customerBillManagement/v4/billCycle/{id}' },
  listBillCycleSpecification: { method: 'GET', path: '/tmf-api/customerBillManagement/v4/billCycleSpecification', paging: 'offset' },
  retrieveBillCycleSpecification: { method: 'GET', path: '/tmf-api/customerBillManagement/v4/billCycleSpecification/{id}' },
  registerListener_bills: { method: 'POST', path: '/tmf-api/customerBillManagement/v4/hub' },
  unregisterListener_bills: { method: 'DELETE', path: '/tmf-api/customerBillManagement/v4/hub/{id}' },
  retrieveSimSwapDate: { method: 'POST', path: '/sim-swap/v2/retrieve-date' },
  checkSimSwap: { method: 'POST', path: '/sim-swap/v2/check' },
  createSimSwapSubscription: { method: 'POST', path: '/sim-swap-subscriptions/v0.3/subscriptions' },
  retrieveSimSwapSubscriptionList: { method: 'GET', path: '/sim-swap-subscriptions/v0.3/subscriptions', paging: 'page' },
  retrieveSimSwapSubscription: { method: 'GET', path: '/sim-swap-subscriptions/v0.3/subscriptions/{subscriptionId}' },
  deleteSimSwapSubscription: { method: 'DELETE', path: '/sim-swap-subscriptions/v0.3/subscriptions/{subscriptionId}' },
  createCarrierBillingPayment: { method: 'POST', path: '/carrier-billing/v0.5/payments' },
  retrieveCarrierBillingPayments: { method: 'GET', path: '/carrier-billing/v0.5/payments', paging: 'page' },
  retrieveCarrierBillingPayment: { method: 'GET', path: '/carrier-billing/v0.5/payments/{paymentId}' },
  prepareCarrierBillingPayment: { method: 'POST', path: '/carrier-billing/v0.5/payments/prepare' },
  validateCarrierBillingPayment: { method: 'POST', path: '/carrier-billing/v0.5/payments/{paymentId}/validate' },
  confirmCarrierBillingPayment: { method: 'POST', path: '/carrier-billing/v0.5/payments/{paymentId}/confirm' },
  cancelCarrierBillingPayment: { method: 'POST', path: '/carrier-billing/v0.5/payments/{paymentId}/cancel' },
  createCarrierBillingRefund: { method: 'POST', path: '/carrier-billing-refund/v0.3/payments/{paymentId}/refunds' },
  retrieveCarrierBillingRefunds: { method: 'GET', path: '/carrier-billing-refund/v0.3/payments/{paymentId}/refunds', paging: 'page' },
  retrieveCarrierBillingRefund: { method: 'GET', path: '/carrier-billing-refund/v0.3/payments/{paymentId}/refunds/{refundId}' },
  retrieveCarrierBillingRemainingAmount: { method: 'GET', path: '/carrier-billing-refund/v0.3/payments/{paymentId}/refunds/remaining-amount' },
  listEvents: { method: 'GET', path: '/events', paging: 'after' },
  retrieveEvent: { method: 'GET', path: '/events/{eventId}' },
  createWebhookEndpoint: { method: 'POST', path: '/webhook-endpoints' },
  listWebhookEndpoints: { method: 'GET', path: '/webhook-endpoints', paging: 'offset' },
  retrieveWebhookEndpoint: { method: 'GET', path: '/webhook-endpoints/{endpointId}' },
  patchWebhookEndpoint: { method: 'PATCH', path: '/webhook-endpoints/{endpointId}' },
  deleteWebhookEndpoint: { method: 'DELETE', path: '/webhook-endpoints/{endpointId}' },
  replayWebhookEndpoint: { method: 'POST', path: '/webhook-endpoints/{endpointId}/replay' },
  createSimulation: { method: 'POST', path: '/test/simulations' },
  listSimulations: { method: 'GET', path: '/test/simulations', paging: 'offset' },
  deleteSimulation: { method: 'DELETE', path: '/test/simulations/{simulationId}' },
} as const;
