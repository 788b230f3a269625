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
  /** Create a bucket */
  createBucket: {
    path: {  };
    body: S.Bucket_Create;
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
  /** List or find promotions */
  listPromotion: {
    path: {  };
    query: ListQuery;
    answer: S.Promotion;
  };
  /** Create a promotion */
  createPromotion: {
    path: {  };
    body: S.Promotion_Create;
    answer: S.Promotion;
  };
  /** Retrieve a promotion by its id */
  retrievePromotion: {
    path: { id: string };
    query: { fields?: string };
    answer: S.Promotion;
  };
  /** Change a promotion (JSON merge patch) */
  patchPromotion: {
    path: { id: string };
    body: Patch<S.Promotion_Update>;
    answer: S.Promotion;
  };
  /** Delete a promotion */
  deletePromotion: {
    path: { id: string };
    answer: undefined;
  };
  /** Be told of events of this API at a URL of yours */
  registerListener_promotions: {
    path: {  };
    body: S.EventSubscriptionInput;
    answer: S.PromotionsEventSubscription;
  };
  /** Be told no more */
  unregisterListener_promotions: {
    path: { id: string };
    answer: undefined;
  };
  /** Make codes of a promotion: a job that writes them to a file */
  createCouponBatch: {
    path: { id: string };
    body: S.CouponBatch_Create;
    answer: S.CouponBatch;
  };
  /** A subscriber's own code of a referral promotion: the same one each time */
  createReferralCode: {
    path: { id: string };
    body: S.ReferralCode_Create;
    answer: S.ReferralCode;
  };
  /** Batches of codes, with how far each is */
  listCouponBatches: {
    path: {  };
    answer: S.CouponBatch;
  };
  /** One batch of codes, with how far it is */
  retrieveCouponBatch: {
    path: { id: string };
    answer: S.CouponBatch;
  };
  /** Make the codes of a batch that are not used worth nothing */
  cancelCouponBatch: {
    path: { id: string };
    answer: S.CouponBatch;
  };
  /** Whether a promotion applies to an order and a subscriber, and what it gives; changes nothing */
  qualifyPromotion: {
    path: { id: string };
    body: S.Situation;
    answer: S.Qualification;
  };
  /** What codes would give together; changes nothing */
  validateCodes: {
    path: {  };
    body: S.Codes_Validate;
    answer: S.CodesAnswer;
  };
  /** A code as a picture for a phone: the till scans it, then reserves or redeems it */
  showCode: {
    path: {  };
    body: S.Code_Show;
    answer: S.CodePicture;
  };
  /** Keep codes for a till until it redeems them, all or none; freed by themselves when it does not */
  reserveCodes: {
    path: {  };
    body: S.Codes_Reserve;
    answer: S.CodesAnswer;
  };
  /** Redeem codes, or what was reserved, once */
  redeemCodes: {
    path: {  };
    body: S.Codes_Redeem;
    answer: S.CodesAnswer;
  };
  /** Free what was reserved */
  releaseCodes: {
    path: {  };
    body: S.Codes_Release;
    answer: S.CodesAnswer;
  };
  /** Your redemptions */
  listRedemptions: {
    path: {  };
    answer: S.Redemption;
  };
  /** One redemption */
  retrieveRedemption: {
    path: { id: string };
    answer: S.Redemption;
  };
  /** Undo a redemption: its code is good again, and what was given is taken back */
  rollBackRedemption: {
    path: { id: string };
    body: S.Redemption_Rollback;
    answer: S.Redemption;
  };
  /** Link a retailer's member to a number, by a signed link or by a code to the number */
  linkMembership: {
    path: {  };
    body: S.MembershipLink;
    answer: S.MembershipLinkAnswer;
  };
  /** Memberships that you linked */
  listMemberships: {
    path: {  };
    answer: S.Membership;
  };
  /** One membership */
  retrieveMembership: {
    path: { membershipId: string };
    answer: S.Membership;
  };
  /** Unlink a membership; its points stay the member’s */
  unlinkMembership: {
    path: { membershipId: string };
    answer: undefined;
  };
  /** What a member holds, its tier, and what expires when */
  retrievePoints: {
    path: { membershipId: string };
    answer: S.Points;
  };
  /** What happened to a member’s points, the last first */
  listPointsEntries: {
    path: { membershipId: string };
    answer: S.PointsEntry;
  };
  /** Points for money by the rules of earning; the tier makes them more */
  earnPoints: {
    path: {  };
    body: S.PointsEarn;
    answer: S.PointsEntry;
  };
  /** Change points into data or credit */
  burnPoints: {
    path: {  };
    body: S.PointsBurn;
    answer: S.PointsEntry;
  };
  /** Give points to another member */
  transferPoints: {
    path: {  };
    body: S.PointsTransfer;
    answer: S.PointsEntry;
  };
  /** Book what has expired of a member now, instead of within the hour */
  expirePoints: {
    path: {  };
    body: S.PointsExpire;
    answer: S.Points;
  };
  /** Undo an earning or a burning */
  reversePoints: {
    path: {  };
    body: S.PointsReversal;
    answer: S.PointsEntry;
  };
  /** List or find loyalty programmes */
  listLoyaltyProgramProductSpec: {
    path: {  };
    query: ListQuery;
    answer: S.LoyaltyProgramProductSpec;
  };
  /** Retrieve a loyalty programme by its id */
  retrieveLoyaltyProgramProductSpec: {
    path: { id: string };
    query: { fields?: string };
    answer: S.LoyaltyProgramProductSpec;
  };
  /** List or find loyalty programme members */
  listLoyaltyProgramMember: {
    path: {  };
    query: ListQuery;
    answer: S.LoyaltyProgramMember;
  };
  /** Create a loyalty programme member */
  createLoyaltyProgramMember: {
    path: {  };
    body: S.LoyaltyProgramMember_Create;
    answer: S.LoyaltyProgramMember;
  };
  /** Retrieve a loyalty programme member by its id */
  retrieveLoyaltyProgramMember: {
    path: { id: string };
    query: { fields?: string };
    answer: S.LoyaltyProgramMember;
  };
  /** Change a loyalty programme member (JSON merge patch) */
  patchLoyaltyProgramMember: {
    path: { id: string };
    body: Patch<S.LoyaltyProgramMember_Update>;
    answer: S.LoyaltyProgramMember;
  };
  /** List or find loyalty programme products */
  listLoyaltyProgramProduct: {
    path: {  };
    query: ListQuery;
    answer: S.LoyaltyProgramProduct;
  };
  /** Retrieve a loyalty programme product by its id */
  retrieveLoyaltyProgramProduct: {
    path: { id: string };
    query: { fields?: string };
    answer: S.LoyaltyProgramProduct;
  };
  /** List or find loyalty accounts */
  listLoyaltyAccount: {
    path: {  };
    query: ListQuery;
    answer: S.LoyaltyAccount;
  };
  /** Retrieve a loyalty account by its id */
  retrieveLoyaltyAccount: {
    path: { id: string };
    query: { fields?: string };
    answer: S.LoyaltyAccount;
  };
  /** List or find loyalty balances */
  listLoyaltyBalance: {
    path: {  };
    query: ListQuery;
    answer: S.LoyaltyBalance;
  };
  /** Retrieve a loyalty balance by its id */
  retrieveLoyaltyBalance: {
    path: { id: string };
    query: { fields?: string };
    answer: S.LoyaltyBalance;
  };
  /** List or find loyalty rules */
  listLoyaltyRule: {
    path: {  };
    query: ListQuery;
    answer: S.LoyaltyRule;
  };
  /** Retrieve a loyalty rule by its id */
  retrieveLoyaltyRule: {
    path: { id: string };
    query: { fields?: string };
    answer: S.LoyaltyRule;
  };
  /** List or find loyalty event types */
  listLoyaltyEventType: {
    path: {  };
    query: ListQuery;
    answer: S.LoyaltyEventType;
  };
  /** Retrieve a loyalty event type by its id */
  retrieveLoyaltyEventType: {
    path: { id: string };
    query: { fields?: string };
    answer: S.LoyaltyEventType;
  };
  /** List or find loyalty conditions */
  listLoyaltyCondition: {
    path: {  };
    query: ListQuery;
    answer: S.LoyaltyCondition;
  };
  /** Retrieve a loyalty condition by its id */
  retrieveLoyaltyCondition: {
    path: { id: string };
    query: { fields?: string };
    answer: S.LoyaltyCondition;
  };
  /** List or find loyalty actions */
  listLoyaltyAction: {
    path: {  };
    query: ListQuery;
    answer: S.LoyaltyAction;
  };
  /** Retrieve a loyalty action by its id */
  retrieveLoyaltyAction: {
    path: { id: string };
    query: { fields?: string };
    answer: S.LoyaltyAction;
  };
  /** List or find loyalty events */
  listLoyaltyEvent: {
    path: {  };
    query: ListQuery;
    answer: S.LoyaltyEvent;
  };
  /** Create a loyalty event */
  createLoyaltyEvent: {
    path: {  };
    body: S.LoyaltyEvent_Create;
    answer: S.LoyaltyEvent;
  };
  /** Retrieve a loyalty event by its id */
  retrieveLoyaltyEvent: {
    path: { id: string };
    query: { fields?: string };
    answer: S.LoyaltyEvent;
  };
  /** Be told of events of this API at a URL of yours */
  registerListener_loyalty: {
    path: {  };
    body: S.EventSubscriptionInput;
    answer: S.EventSubscription;
  };
  /** Be told no more */
  unregisterListener_loyalty: {
    path: { id: string };
    answer: undefined;
  };
  /** What a basket would get; nothing is kept */
  evaluateBasket: {
    path: {  };
    body: S.Basket_Evaluate;
    answer: S.BasketEvaluation;
  };
  /** A basket was paid: what it gets is given, once */
  commitBasket: {
    path: {  };
    body: S.Basket_Commit;
    answer: S.Basket;
  };
  /** A basket, or lines of it, came back: what it no longer gets is taken back */
  reverseBasket: {
    path: {  };
    body: S.Basket_Reverse;
    answer: S.Basket;
  };
  /** Baskets of your tills */
  listBaskets: {
    path: {  };
    answer: S.Basket;
  };
  /** One basket */
  retrieveBasket: {
    path: { basketId: string };
    answer: S.Basket;
  };
  /** Make a rule of what baskets get; for the operator */
  createBasketRule: {
    path: {  };
    body: S.BasketRule_Create;
    answer: S.BasketRule;
  };
  /** What baskets get; for the operator */
  listBasketRules: {
    path: {  };
    answer: S.BasketRule;
  };
  /** End a rule; baskets that it was given for keep it. For the operator */
  deleteBasketRule: {
    path: { ruleId: string };
    answer: undefined;
  };
  /** Register a sponsor, with an account for its deposits */
  createSponsor: {
    path: {  };
    body: S.Sponsor_Create;
    answer: S.Sponsor;
  };
  /** Sponsors */
  listSponsors: {
    path: {  };
    answer: S.Sponsor;
  };
  /** One sponsor, with what its account holds */
  retrieveSponsor: {
    path: { sponsorId: string };
    answer: S.Sponsor;
  };
  /** Change a sponsor (JSON merge patch) */
  patchSponsor: {
    path: { sponsorId: string };
    body: Patch<S.Sponsor_Update>;
    answer: S.Sponsor;
  };
  /** Enter money that a sponsor paid, once an id */
  createSponsorDeposit: {
    path: { sponsorId: string };
    body: S.SponsorDeposit_Create;
    answer: S.SponsorMovement;
  };
  /** What moved a sponsor's money, oldest first */
  listSponsorMovements: {
    path: { sponsorId: string };
    query: { 'after'?: string; 'limit'?: number };
    answer: S.SponsorMovement;
  };
  /** What a sponsor had, paid, spent and has in a month */
  retrieveSponsorStatement: {
    path: { sponsorId: string };
    query: { 'period'?: string };
    answer: S.SponsorStatement;
  };
  /** Agree on traffic that a sponsor pays for, and pay for its pool */
  createSponsorAgreement: {
    path: {  };
    body: S.SponsorAgreement_Create;
    answer: S.SponsorAgreement;
  };
  /** Agreements of sponsors */
  listSponsorAgreements: {
    path: {  };
    answer: S.SponsorAgreement;
  };
  /** One agreement, with what is left of its pool */
  retrieveSponsorAgreement: {
    path: { agreementId: string };
    answer: S.SponsorAgreement;
  };
  /** Pay for more bytes of its pool, once an id */
  topUpSponsorAgreement: {
    path: { agreementId: string };
    body: S.SponsorAgreementPool;
    answer: S.SponsorAgreement;
  };
  /** End an agreement; what its pool did not use goes back */
  endSponsorAgreement: {
    path: { agreementId: string };
    body: S.CampaignStep;
    answer: S.SponsorAgreement;
  };
  /** Draft a campaign */
  createCampaign: {
    path: {  };
    body: S.Campaign_Create;
    answer: S.Campaign;
  };
  /** Campaigns */
  listCampaigns: {
    path: {  };
    answer: S.Campaign;
  };
  /** One campaign, with its budget */
  retrieveCampaign: {
    path: { campaignId: string };
    answer: S.Campaign;
  };
  /** Change a draft (JSON merge patch) */
  patchCampaign: {
    path: { campaignId: string };
    body: Patch<S.Campaign_Update>;
    answer: S.Campaign;
  };
  /** Hand a draft in for approval */
  submitCampaign: {
    path: { campaignId: string };
    body: S.CampaignStep;
    answer: S.Campaign;
  };
  /** Approve it, when the market's policy allows it */
  approveCampaign: {
    path: { campaignId: string };
    body: S.CampaignApproval;
    answer: S.Campaign;
  };
  /** Take its budget from the sponsor's account; it runs when its time comes */
  scheduleCampaign: {
    path: { campaignId: string };
    body: S.CampaignStep;
    answer: S.Campaign;
  };
  /** Stop showing it for a while */
  pauseCampaign: {
    path: { campaignId: string };
    body: S.CampaignStep;
    answer: S.Campaign;
  };
  /** Show it again */
  resumeCampaign: {
    path: { campaignId: string };
    body: S.CampaignStep;
    answer: S.Campaign;
  };
  /** End it for good; what is unspent goes back */
  endCampaign: {
    path: { campaignId: string };
    body: S.CampaignStep;
    answer: S.Campaign;
  };
  /** Whether markets allow it: allow, downgrade or deny, with the rule and its source */
  checkCampaignPolicy: {
    path: { campaignId: string };
    body: S.PolicyCheck;
    answer: S.PolicyVerdict;
  };
  /** Reach, grants, wholesale cost and margin, from usage so far */
  forecastCampaign: {
    path: { campaignId: string };
    body: S.Forecast;
    answer: S.CampaignForecast;
  };
  /** What came of it, in groups that are large enough */
  retrieveCampaignReport: {
    path: { campaignId: string };
    answer: S.CampaignReport;
  };
  /** What it cost: spend by event, grants, breakage, invalid traffic */
  retrieveCampaignSettlement: {
    path: { campaignId: string };
    answer: S.CampaignSettlement;
  };
  /** What a subscriber is shown now, if anything, with a token for its events */
  createAdDecision: {
    path: {  };
    body: S.AdDecision_Create;
    answer: S.AdDecision;
  };
  /** Tell that an advertisement was seen, clicked or completed: it is paid for and rewarded once */
  createAdEvent: {
    path: {  };
    body: S.AdEvent_Create;
    answer: S.AdEvent;
  };
  /** Rewards of a subscriber, the last first, and those that wait to be claimed */
  listSubscriberRewards: {
    path: { subscriberId: string };
    answer: S.AdReward;
  };
  /** Give a reward that waits */
  claimReward: {
    path: { rewardId: string };
    answer: S.AdReward;
  };
  /** The groups that campaigns may choose a subscriber by; only with consent to profiling */
  putSubscriberSegments: {
    path: { subscriberId: string };
    body: S.Segments_Update;
    answer: S.Segments;
  };
  /** Attribute what a subscriber did to the advertisement that was seen before */
  createConversion: {
    path: {  };
    body: S.Conversion_Create;
    answer: S.Conversion;
  };
  /** What a subscriber agreed to */
  retrieveConsents: {
    path: { subscriberId: string };
    answer: S.Consents;
  };
  /** Write down what a subscriber agreed to or withdrew; it holds at once */
  putConsents: {
    path: { subscriberId: string };
    body: S.Consents_Update;
    answer: S.Consents;
  };
  /** All that was ever said, the last first, with its evidence */
  listConsentVersions: {
    path: { subscriberId: string };
    answer: S.ConsentVersion;
  };
  /** Draft a trial of a plan, a price or a promotion */
  createExperiment: {
    path: {  };
    body: S.Experiment_Create;
    answer: S.Experiment;
  };
  /** Experiments */
  listExperiments: {
    path: {  };
    answer: S.Experiment;
  };
  /** One experiment */
  retrieveExperiment: {
    path: { experimentId: string };
    answer: S.Experiment;
  };
  /** Publish the offerings of its variants and begin */
  startExperiment: {
    path: { experimentId: string };
    answer: S.Experiment;
  };
  /** Stop it now, with what is known */
  stopExperiment: {
    path: { experimentId: string };
    answer: S.Experiment;
  };
  /** Give it up: nothing follows from it */
  cancelExperiment: {
    path: { experimentId: string };
    answer: S.Experiment;
  };
  /** Say what is kept */
  decideExperiment: {
    path: { experimentId: string };
    body: S.ExperimentDecision;
    answer: S.Experiment;
  };
  /** Which variant a subscriber is in; it is exposed from now on */
  assignExperiment: {
    path: { experimentId: string };
    body: S.ExperimentAssignment_Create;
    answer: S.ExperimentAssignment;
  };
  /** A subscriber did what the experiment is about */
  createExperimentConversion: {
    path: { experimentId: string };
    body: S.ExperimentConversion_Create;
    answer: S.ExperimentConversion;
  };
  /** What is known so far; may be looked at at any time */
  retrieveExperimentResults: {
    path: { experimentId: string };
    answer: S.ExperimentResults;
  };
  /** The winner as a signed recipe, for operators in other markets */
  retrieveExperimentRecipe: {
    path: { experimentId: string };
    answer: S.SignedRecipe;
  };
  /** The public key of this operator’s recipes */
  retrieveRecipeKey: {
    path: {  };
    answer: S.RecipeKey;
  };
  /** Take over a recipe: checked, compiled against this market, and published */
  importRecipe: {
    path: {  };
    query: { 'dryRun'?: boolean };
    body: S.RecipeImport;
    answer: S.ImportedRecipe;
  };
  /** Months that figures are told of */
  listInsightMonths: {
    path: {  };
    answer: S.InsightMonth;
  };
  /** Figures of a month by groups of subscribers, none of them small */
  queryInsight: {
    path: { month: string };
    query: { 'by'?: string; 'plan'?: string; 'tenure'?: string; 'channel'?: string };
    answer: S.InsightGroup;
  };
  /** What a campaign brought, by those who were held out of it */
  retrieveCampaignLift: {
    path: { campaignId: string };
    answer: S.CampaignLift;
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
  createBucket: { method: 'POST', path: '/tmf-api/prepayBalanceManagement/v4/bucket' },
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
  listPromotion: { method: 'GET', path: '/tmf-api/promotionManagement/v4/promotion', paging: 'offset' },
  createPromotion: { method: 'POST', path: '/tmf-api/promotionManagement/v4/promotion' },
  retrievePromotion: { method: 'GET', path: '/tmf-api/promotionManagement/v4/promotion/{id}' },
  patchPromotion: { method: 'PATCH', path: '/tmf-api/promotionManagement/v4/promotion/{id}' },
  deletePromotion: { method: 'DELETE', path: '/tmf-api/promotionManagement/v4/promotion/{id}' },
  registerListener_promotions: { method: 'POST', path: '/tmf-api/promotionManagement/v4/hub' },
  unregisterListener_promotions: { method: 'DELETE', path: '/tmf-api/promotionManagement/v4/hub/{id}' },
  createCouponBatch: { method: 'POST', path: '/promotions/{id}/codes' },
  createReferralCode: { method: 'POST', path: '/promotions/{id}/referral-codes' },
  listCouponBatches: { method: 'GET', path: '/coupon-batches', paging: 'none' },
  retrieveCouponBatch: { method: 'GET', path: '/coupon-batches/{id}' },
  cancelCouponBatch: { method: 'POST', path: '/coupon-batches/{id}/cancel' },
  qualifyPromotion: { method: 'POST', path: '/promotions/{id}/qualify' },
  validateCodes: { method: 'POST', path: '/codes:validate' },
  showCode: { method: 'POST', path: '/codes:show' },
  reserveCodes: { method: 'POST', path: '/codes:reserve' },
  redeemCodes: { method: 'POST', path: '/codes:redeem' },
  releaseCodes: { method: 'POST', path: '/codes:release' },
  listRedemptions: { method: 'GET', path: '/redemptions', paging: 'none' },
  retrieveRedemption: { method: 'GET', path: '/redemptions/{id}' },
  rollBackRedemption: { method: 'POST', path: '/redemptions/{id}/rollback' },
  linkMembership: { method: 'POST', path: '/memberships/link' },
  listMemberships: { method: 'GET', path: '/memberships', paging: 'none' },
  retrieveMembership: { method: 'GET', path: '/memberships/{membershipId}' },
  unlinkMembership: { method: 'DELETE', path: '/memberships/{membershipId}' },
  retrievePoints: { method: 'GET', path: '/memberships/{membershipId}/points' },
  listPointsEntries: { method: 'GET', path: '/memberships/{membershipId}/points/entries', paging: 'none' },
  earnPoints: { method: 'POST', path: '/points:earn' },
  burnPoints: { method: 'POST', path: '/points:burn' },
  transferPoints: { method: 'POST', path: '/points:transfer' },
  expirePoints: { method: 'POST', path: '/points:expire' },
  reversePoints: { method: 'POST', path: '/points:reverse' },
  listLoyaltyProgramProductSpec: { method: 'GET', path: '/tmf-api/loyalty/v4/loyaltyProgramProductSpec', paging: 'offset' },
  retrieveLoyaltyProgramProductSpec: { method: 'GET', path: '/tmf-api/loyalty/v4/loyaltyProgramProductSpec/{id}' },
  listLoyaltyProgramMember: { method: 'GET', path: '/tmf-api/loyalty/v4/loyaltyProgramMember', paging: 'offset' },
  createLoyaltyProgramMember: { method: 'POST', path: '/tmf-api/loyalty/v4/loyaltyProgramMember' },
  retrieveLoyaltyProgramMember: { method: 'GET', path: '/tmf-api/loyalty/v4/loyaltyProgramMember/{id}' },
  patchLoyaltyProgramMember: { method: 'PATCH', path: '/tmf-api/loyalty/v4/loyaltyProgramMember/{id}' },
  listLoyaltyProgramProduct: { method: 'GET', path: '/tmf-api/loyalty/v4/loyaltyProgramProduct', paging: 'offset' },
  retrieveLoyaltyProgramProduct: { method: 'GET', path: '/tmf-api/loyalty/v4/loyaltyProgramProduct/{id}' },
  listLoyaltyAccount: { method: 'GET', path: '/tmf-api/loyalty/v4/loyaltyAccount', paging: 'offset' },
  retrieveLoyaltyAccount: { method: 'GET', path: '/tmf-api/loyalty/v4/loyaltyAccount/{id}' },
  listLoyaltyBalance: { method: 'GET', path: '/tmf-api/loyalty/v4/loyaltyBalance', paging: 'offset' },
  retrieveLoyaltyBalance: { method: 'GET', path: '/tmf-api/loyalty/v4/loyaltyBalance/{id}' },
  listLoyaltyRule: { method: 'GET', path: '/tmf-api/loyalty/v4/loyaltyRule', paging: 'offset' },
  retrieveLoyaltyRule: { method: 'GET', path: '/tmf-api/loyalty/v4/loyaltyRule/{id}' },
  listLoyaltyEventType: { method: 'GET', path: '/tmf-api/loyalty/v4/loyaltyEventType', paging: 'offset' },
  retrieveLoyaltyEventType: { method: 'GET', path: '/tmf-api/loyalty/v4/loyaltyEventType/{id}' },
  listLoyaltyCondition: { method: 'GET', path: '/tmf-api/loyalty/v4/loyaltyCondition', paging: 'offset' },
  retrieveLoyaltyCondition: { method: 'GET', path: '/tmf-api/loyalty/v4/loyaltyCondition/{id}' },
  listLoyaltyAction: { method: 'GET', path: '/tmf-api/loyalty/v4/loyaltyAction', paging: 'offset' },
  retrieveLoyaltyAction: { method: 'GET', path: '/tmf-api/loyalty/v4/loyaltyAction/{id}' },
  listLoyaltyEvent: { method: 'GET', path: '/tmf-api/loyalty/v4/loyaltyEvent', paging: 'offset' },
  createLoyaltyEvent: { method: 'POST', path: '/tmf-api/loyalty/v4/loyaltyEvent' },
  retrieveLoyaltyEvent: { method: 'GET', path: '/tmf-api/loyalty/v4/loyaltyEvent/{id}' },
  registerListener_loyalty: { method: 'POST', path: '/tmf-api/loyalty/v4/hub' },
  unregisterListener_loyalty: { method: 'DELETE', path: '/tmf-api/loyalty/v4/hub/{id}' },
  evaluateBasket: { method: 'POST', path: '/pos/baskets:evaluate' },
  commitBasket: { method: 'POST', path: '/pos/baskets:commit' },
  reverseBasket: { method: 'POST', path: '/pos/baskets:reverse' },
  listBaskets: { method: 'GET', path: '/pos/baskets', paging: 'none' },
  retrieveBasket: { method: 'GET', path: '/pos/baskets/{basketId}' },
  createBasketRule: { method: 'POST', path: '/basket-rules' },
  listBasketRules: { method: 'GET', path: '/basket-rules', paging: 'none' },
  deleteBasketRule: { method: 'DELETE', path: '/basket-rules/{ruleId}' },
  createSponsor: { method: 'POST', path: '/sponsors' },
  listSponsors: { method: 'GET', path: '/sponsors', paging: 'none' },
  retrieveSponsor: { method: 'GET', path: '/sponsors/{sponsorId}' },
  patchSponsor: { method: 'PATCH', path: '/sponsors/{sponsorId}' },
  createSponsorDeposit: { method: 'POST', path: '/sponsors/{sponsorId}/deposits' },
  listSponsorMovements: { method: 'GET', path: '/sponsors/{sponsorId}/movements', paging: 'after' },
  retrieveSponsorStatement: { method: 'GET', path: '/sponsors/{sponsorId}/statement' },
  createSponsorAgreement: { method: 'POST', path: '/sponsor-agreements' },
  listSponsorAgreements: { method: 'GET', path: '/sponsor-agreements', paging: 'none' },
  retrieveSponsorAgreement: { method: 'GET', path: '/sponsor-agreements/{agreementId}' },
  topUpSponsorAgreement: { method: 'POST', path: '/sponsor-agreements/{agreementId}/top-ups' },
  endSponsorAgreement: { method: 'POST', path: '/sponsor-agreements/{agreementId}/end' },
  createCampaign: { method: 'POST', path: '/campaigns' },
  listCampaigns: { method: 'GET', path: '/campaigns', paging: 'none' },
  retrieveCampaign: { method: 'GET', path: '/campaigns/{campaignId}' },
  patchCampaign: { method: 'PATCH', path: '/campaigns/{campaignId}' },
  submitCampaign: { method: 'POST', path: '/campaigns/{campaignId}/submit' },
  approveCampaign: { method: 'POST', path: '/campaigns/{campaignId}/approve' },
  scheduleCampaign: { method: 'POST', path: '/campaigns/{campaignId}/schedule' },
  pauseCampaign: { method: 'POST', path: '/campaigns/{campaignId}/pause' },
  resumeCampaign: { method: 'POST', path: '/campaigns/{campaignId}/resume' },
  endCampaign: { method: 'POST', path: '/campaigns/{campaignId}/end' },
  checkCampaignPolicy: { method: 'POST', path: '/campaigns/{campaignId}/policy-check', paging: 'none' },
  forecastCampaign: { method: 'POST', path: '/campaigns/{campaignId}/forecast' },
  retrieveCampaignReport: { method: 'GET', path: '/campaigns/{campaignId}/report' },
  retrieveCampaignSettlement: { method: 'GET', path: '/campaigns/{campaignId}/settlement' },
  createAdDecision: { method: 'POST', path: '/ad-decisions' },
  createAdEvent: { method: 'POST', path: '/ad-events' },
  listSubscriberRewards: { method: 'GET', path: '/subscribers/{subscriberId}/rewards', paging: 'none' },
  claimReward: { method: 'POST', path: '/rewards/{rewardId}/claim' },
  putSubscriberSegments: { method: 'PUT', path: '/subscribers/{subscriberId}/segments' },
  createConversion: { method: 'POST', path: '/attribution/conversions' },
  retrieveConsents: { method: 'GET', path: '/consents/{subscriberId}' },
  putConsents: { method: 'PUT', path: '/consents/{subscriberId}' },
  listConsentVersions: { method: 'GET', path: '/consents/{subscriberId}/versions', paging: 'none' },
  createExperiment: { method: 'POST', path: '/experiments' },
  listExperiments: { method: 'GET', path: '/experiments', paging: 'none' },
  retrieveExperiment: { method: 'GET', path: '/experiments/{experimentId}' },
  startExperiment: { method: 'POST', path: '/experiments/{experimentId}/start' },
  stopExperiment: { method: 'POST', path: '/experiments/{experimentId}/stop' },
  cancelExperiment: { method: 'POST', path: '/experiments/{experimentId}/cancel' },
  decideExperiment: { method: 'POST', path: '/experiments/{experimentId}/decide' },
  assignExperiment: { method: 'POST', path: '/experiments/{experimentId}/assignments' },
  createExperimentConversion: { method: 'POST', path: '/experiments/{experimentId}/conversions' },
  retrieveExperimentResults: { method: 'GET', path: '/experiments/{experimentId}/results' },
  retrieveExperimentRecipe: { method: 'GET', path: '/experiments/{experimentId}/recipe' },
  retrieveRecipeKey: { method: 'GET', path: '/recipe-key' },
  importRecipe: { method: 'POST', path: '/recipes' },
  listInsightMonths: { method: 'GET', path: '/insights', paging: 'none' },
  queryInsight: { method: 'GET', path: '/insights/{month}', paging: 'none' },
  retrieveCampaignLift: { method: 'GET', path: '/campaigns/{campaignId}/lift' },
} as const;
