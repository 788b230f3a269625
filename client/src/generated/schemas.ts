/** Schemas of the partner API. Written by scripts/client.ts from the OpenAPI document; not by hand. */

/**
 * Detailed description of the concepts/items considered within a specific payment procedure.
 * 
 * @minItems 1
 */
export type PaymentDetails = CarrierBillingPaymentItem[]
/**
 * Detailed description of the concepts/items considered within a specific refund procedure.
 * 
 * @minItems 1
 */
export type RefundDetails = RefundItem[]
export type Any = unknown
export type ValidationInfo = {
validationURL?: unknown
authorizationId?: unknown
/**
 * Action to be done regarding otp validation.
 */
action: ("open" | "validate")
}
/**
 * A sink credential provides authentication or authorization information necessary to enable delivery of events to a target.
 */
export type SinkCredential = {
identifier?: unknown
secret?: unknown
accessToken?: unknown
accessTokenExpiresUtc?: unknown
accessTokenType?: unknown
refreshToken?: unknown
refreshTokenEndpoint?: unknown
/**
 * The type of the credential. With the current API version the type MUST be set to ACCESSTOKEN.
 */
credentialType: ("PLAIN" | "ACCESSTOKEN" | "REFRESHTOKEN")
}
/**
 * Possible values for the state of a task
 */
export type TaskStateType = ("accepted" | "terminatedWithError" | "inProgress" | "done")
/**
 * A public identifier addressing a telephone subscription. In mobile networks it corresponds to the MSISDN (Mobile Station International Subscriber Directory Number). In order to be globally unique it has to be formatted in international format, according to E.164 standard, prefixed with '+'.
 */
export type SimSwapPhoneNumber = string
/**
 * Recommended Enumeration Type (not formal forced in standard): Valid values for the runType of a bill. The bill could be produced in a regular bill cycle 'onCycle'. Otherwise the bill is produced on a request (e.g. customer request). This could be indicated by 'offCycle'
 */
export type CustomerBillRunType = ("onCycle" | "offCycle")
/**
 * Recommended Enumeration Type (not formal forced in standard): Valid values for the lifecycle state of the bill: new = 'bill is ready to validate or to sent', validated = 'bill is checked (manual / automatic)', sent = 'bill is sent with the channel defined in the billingaccount', settled = 'bill is payed', partiallySettled = 'bill is partially payed', onHold = 'bill will not be in further processing until open issues connected to the bill are solved'
 */
export type CustomerBillStateType = ("new" | "onHold" | "validated" | "sent" | "settled" | "partiallyPaid")
/**
 * Recommended Enumeration Type (not formal forced in standard): Valid values for 'CustomerBillOnDemand': 'inProgress', 'rejected', 'done', 'terminatedWithError'
 */
export type CustomerBillOnDemandStateType = ("inProgress" | "rejected" | "done" | "terminatedWithError")
/**
 * Valid values for the lifecycle state of the individual
 */
export type IndividualStateType = ("initialized" | "validated" | "deceased")
export type MembershipLink = ({
subscriberId: string
/**
 * Of the retailer's system: HMAC-SHA256 over the payload `{memberId, exp, jti}`. Good once.
 */
signedLink: string
/**
 * How it can be shown that the subscriber agreed to the link; it is kept as consent to `loyalty`.
 */
evidence: {
kind: ("app" | "web" | "call" | "paper" | "sms" | "import")
/**
 * Of the form, recording or message.
 */
reference: string
/**
 * The words that were agreed to, or where they are.
 */
text?: string
}
} | {
challengeId: string
code: string
/**
 * How it can be shown that the subscriber agreed to the link; it is kept as consent to `loyalty`.
 */
evidence: {
kind: ("app" | "web" | "call" | "paper" | "sms" | "import")
/**
 * Of the form, recording or message.
 */
reference: string
/**
 * The words that were agreed to, or where they are.
 */
text?: string
}
} | {
subscriberId: string
/**
 * The retailer's own id of its member.
 */
memberId: string
})
/**
 * action to be performed on the product
 */
export type OrderItemActionType = ("add" | "modify" | "delete" | "noChange")
/**
 * Possible values for the status of the product
 */
export type ProductStatusType = ("created" | "pendingActive" | "cancelled" | "active" | "pendingTerminate" | "terminated" | "suspended" | "aborted ")
/**
 * Valid values for the lifecycle state of the organization
 */
export type OrganizationStateType = ("initialized" | "validated" | "closed")
export type PointsEarn = ({
/**
 * Yours: the same one again changes nothing.
 */
id: string
membershipId: string
/**
 * What the money was paid for, as the rules of earning have it.
 */
on: ("basket" | "top-up")
amount: (string | number)
reason?: string
} | {
/**
 * Yours: the same one again changes nothing.
 */
id: string
membershipId: string
/**
 * Whole points.
 */
points: number
reason?: string
})
/**
 * Possible values for the state of the product order item
 */
export type ProductOrderItemStateType = ("acknowledged" | "rejected" | "pending" | "held" | "inProgress" | "cancelled" | "completed" | "failed" | "assessingCancellation" | "pendingCancellation")
/**
 * Possible values for the state of the order
 */
export type ProductOrderStateType = ("acknowledged" | "rejected" | "pending" | "held" | "inProgress" | "cancelled" | "completed" | "failed" | "partial" | "assessingCancellation" | "pendingCancellation")
/**
 * Identifier of a delivery protocol. Only HTTP is allowed for now
 */
export type Protocol = ("HTTP" | "MQTT3" | "MQTT5" | "AMQP" | "NATS" | "KAFKA")
/**
 * ResourceAdministrativeStateType enumerations
 */
export type ResourceAdministrativeStateType = ("locked" | "unlocked" | "shutdown")
/**
 * ResourceOperationalStateType enumerations
 */
export type ResourceOperationalStateType = ("enable" | "disable")
/**
 * ResourceStatusType enumerations
 */
export type ResourceStatusType = ("standby" | "alarm" | "available" | "reserved" | "unknown" | "suspended")
/**
 * ResourceUsageStateType enumerations
 */
export type ResourceUsageStateType = ("idle" | "active" | "busy")
/**
 * swapped - Event triggered when a sim swap occurs on the line
 */
export type SubscriptionEventType = "org.camaraproject.sim-swap-subscriptions.v0.swapped"
/**
 * The unique identifier of the subscription in the scope of the subscription manager. When this information is contained within an event notification, this concept SHALL be referred as subscriptionId as per Commonalities Event Notification Model.
 */
export type SubscriptionId = string
/**
 * Possible values for the status of the Usage
 */
export type UsageStatusType = ("received" | "rejected" | "recycled" | "guided" | "rated" | "rerated" | "billed")

export interface Nothing {

}
export interface AMQPSettings {
address?: string
linkName?: string
senderSettlementMode?: ("settled" | "unsettled")
linkProperties?: {
[k: string]: string
}
}
/**
 * Account reference. A account may be a party account or a financial account.
 */
export interface AccountRef {
/**
 * Unique identifier of the account
 */
id?: string
/**
 * Reference of the account
 */
href?: string
/**
 * Detailed description of the account
 */
description?: string
/**
 * Name of the account
 */
name: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * Represents and tracks the aggregated amount remained or owed in certain account which is owned by certain customer for a set of buckets.
 */
export interface AccumulatedBalance {
/**
 * Unique Identifier within the server for the recharge operation request
 */
id: string
/**
 * A resource URI pointing to the resource in the OB that stores the detailed information.
 */
href: string
/**
 * Text describing the contents of the aggregated balance
 */
description?: string
/**
 * Friendly name to identify the aggregated balance
 */
name?: string
/**
 * A reference to the buckets involved in the aggregation
 */
bucket?: BucketRef[]
logicalResource?: LogicalResourceRef[]
partyAccount?: PartyAccountRef
/**
 * A reference to the product whose consumption is managed by the bucket . This is an array to allow scenarios where a buckets are shared between different products
 */
product?: ProductRef[]
/**
 * Used to provide information about any other entity with relation to the balance, for instance to define customer hierarchy for the balance (e.g.: customerId, userId, )
 */
relatedParty?: RelatedParty[]
totalBalance?: Quantity
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type": string
}
/**
 * link to the resource that holds bucket information
 */
export interface BucketRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * defines the type of the underlying Balance eg data,voice, any currency eg EUR, USD etc
 */
usageType?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * reference to the LogicalResource eg MSISDN
 */
export interface LogicalResourceRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * The value of the logical resource
 */
value?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * PartyAccount reference. A party account is an arrangement that a party has with an enterprise that provides products to the party.
 */
export interface PartyAccountRef {
/**
 * Unique identifier of the party account
 */
id: string
/**
 * Reference of the party account
 */
href?: string
/**
 * Detailed description of the party account
 */
description?: string
/**
 * Name of the party account
 */
name?: string
/**
 * The condition of the account, such as due, paid, in arrears.
 */
status?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
export interface ProductRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * Related Party reference. A related party defines party or party role linked to a specific entity.
 */
export interface RelatedParty {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * Role played by the related party
 */
role?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType": string
}
/**
 * An amount in a given unit
 */
export interface Quantity {
/**
 * Numeric value in a given unit
 */
amount?: number
/**
 * Unit
 */
units?: string
}
export interface AdDecision {
filled: boolean
/**
 * Why nothing is shown.
 */
reason?: ("subscriber-inactive" | "consent" | "age" | "quiet-hours" | "ads-per-day" | "no-campaign" | "frequency-cap" | "holdout" | "pacing" | "budget" | "busy")
decisionId?: string
campaignId?: string
sponsorId?: string
brand?: string
creative?: {
id: string
format: ("banner" | "video" | "text" | "survey" | "audio")
url?: string
text?: string
clickUrl?: string
width?: number
height?: number
durationS?: number
}
/**
 * By event: what the subscriber is given.
 */
rewards?: {
[k: string]: {
kind: ("data" | "minutes" | "messages" | "points" | "credit")
/**
 * Bytes, seconds, messages, points, or micros of the currency.
 */
amount: number
}
}
/**
 * Whether it must be marked as an advertisement.
 */
badge?: boolean
/**
 * Comes with every event of it. Good for each kind of event once.
 */
token?: string
expiresAt?: string
/**
 * What it was decided on; absent: the market’s default.
 */
consentRef?: string
}
export interface AdDecision_Create {
subscriberId: string
/**
 * Where it is to be shown.
 */
placement: string
channel?: ("in-app" | "sms" | "email" | "push")
/**
 * What can be shown there. Default: everything.
 * 
 * @minItems 1
 * @maxItems 5
 */
formats?: ("banner" | "video" | "text" | "survey" | "audio")[]
/**
 * The consent that the caller goes by, as GET /consents answers it. What holds now is looked at in any case.
 */
consentRef?: string
}
export interface AdEvent {
status: ("accepted" | "rejected")
/**
 * Why it is not paid for.
 */
reason?: ("duplicate" | "replay" | "velocity" | "emulator" | "self-click" | "expired" | "geo" | "tether" | "forged" | "wrong-subscriber" | "consent-withdrawn")
event: ("impression" | "click" | "complete" | "install" | "survey")
decisionId?: string
/**
 * The same event came before, and was answered so.
 */
repeated?: boolean
reward?: {
id: string
state: ("granted" | "waiting" | "claimed" | "expired" | "taken-back")
kind: ("data" | "minutes" | "messages" | "points" | "credit")
/**
 * Bytes, seconds, messages, points, or micros of the currency.
 */
amount: number
}
}
export interface AdEvent_Create {
/**
 * Yours: the same one again is the same event, and is answered as before.
 */
id: string
token: string
event: ("impression" | "click" | "complete" | "install" | "survey")
subscriberId: string
/**
 * By the device’s clock.
 */
occurredAt?: string
/**
 * Whether a person touched the screen. Of clicks.
 */
gesture?: boolean
device?: {
/**
 * What the app calls the device; kept as a digest.
 */
id?: string
model?: string
hardware?: string
/**
 * What the platform’s own check says.
 */
emulator?: boolean
/**
 * Of the network that it is in.
 */
country?: string
/**
 * Whether it is online by another device.
 */
tethered?: boolean
}
}
export interface AdReward {
id: string
state: ("granted" | "waiting" | "claimed" | "expired" | "taken-back")
kind: ("data" | "minutes" | "messages" | "points" | "credit")
/**
 * Bytes, seconds, messages, points, or micros of the currency.
 */
amount: number
/**
 * What it was given for.
 */
for: {
kind: string
id: string
}
grantedAt?: string
expiresAt?: string
/**
 * Of one that waits.
 */
claimUntil?: string
/**
 * Why it could not be given at once.
 */
waitsFor?: string
}
/**
 * The AdjustBalance resource allows adjustments to be made to the original BalanceTopup e.g. increment the amount, alter the recharge periodicity. Alternatively, an adjustment can be made to an outstanding reservation request, in which case the reservedValue of the bucket will be adjusted, not the remaining value
 */
export interface AdjustBalance {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href: string
/**
 * The type of the adjustment. For example: recurringChargeDebit, oneTimeChargeCredit, oneTimeChargeDebit, goodWillCredit, generalDebit, reservationDebit
 */
adjustType?: string
/**
 * Date when the deduction was confirmed in the server
 */
confirmationDate?: string
/**
 * Description of the recharge operation
 */
description?: string
/**
 * Text describing the reason for the action/task
 */
reason?: string
/**
 * Date when the deduction request was received in the server
 */
requestedDate?: string
/**
 * Status of the operation
 */
status?: string
/**
 * defines the type of the underlying Balance eg data,voice, any currency eg EUR, USD etc
 */
usageType?: string
amount?: Quantity
bucket?: BucketRef
channel?: ChannelRef
/**
 * A reference to the bucket impacted by the request or the value itself.
 */
impactedBucket?: ImpactedBucket[]
logicalResource?: LogicalResourceRef
partyAccount?: PartyAccountRef
product?: ProductRef
/**
 * Used to provide information about any other entity with relation to the operation
 */
relatedParty?: RelatedParty[]
requestor?: RelatedParty
reserveBalance?: ReserveBalanceRef
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type": string
}
/**
 * The channel to which the resource reference to. e.g. channel for selling product offerings, channel for opening a trouble ticket etc..
 */
export interface ChannelRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the channel.
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * A resource that references other buckets that have been impacted by the action of type TopupBalance,AdjustBalance,TransferBalance or ReserveBalance
 */
export interface ImpactedBucket {
/**
 * Date when the deduction was confirmed in the server
 */
confirmationDate?: string
/**
 * Text describing the contents of the balance managed by the bucket
 */
description?: string
/**
 * Friendly name to identify the bucket
 */
name?: string
/**
 * Date when the deduction request was received in the server
 */
requestedDate?: string
amountAfter?: Quantity
amountBefore?: Quantity
bucket?: BucketRef
/**
 * @minItems 1
 */
item: ImpactedBucketItem[]
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * a resource used by the ImpactedBucket resource to capture the impact of a ImpactedBucket
 */
export interface ImpactedBucketItem {
/**
 * Description of the recharge operation
 */
description?: string
/**
 * This indicates whether the action led to the bucket being incremented or decremented.eg credit or debit
 */
itemType?: string
/**
 * This represents the transaction activity. e.g topup, bonus, additional bonus, tax, fees, and so on
 */
name?: string
/**
 * Text describing the reason for the action/task
 */
reason?: string
amount?: Quantity
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * The ReserveBalance resource allows adjustments to be made to the original BalanceTopup eg increment the amount, alter the recharge periodicity
 */
export interface ReserveBalanceRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * The AdjustBalance resource allows adjustments to be made to the original BalanceTopup e.g. increment the amount, alter the recharge periodicity. Alternatively, an adjustment can be made to an outstanding reservation request, in which case the reservedValue of the bucket will be adjusted, not the remaining value
 * Skipped properties: id,href
 */
export interface AdjustBalance_Create {
/**
 * The type of the adjustment. For example: recurringChargeDebit, oneTimeChargeCredit, oneTimeChargeDebit, goodWillCredit, generalDebit, reservationDebit
 */
adjustType?: string
/**
 * Date when the deduction was confirmed in the server
 */
confirmationDate?: string
/**
 * Description of the recharge operation
 */
description?: string
/**
 * Text describing the reason for the action/task
 */
reason?: string
/**
 * Date when the deduction request was received in the server
 */
requestedDate?: string
/**
 * Status of the operation
 */
status?: string
/**
 * defines the type of the underlying Balance eg data,voice, any currency eg EUR, USD etc
 */
usageType?: string
amount: Quantity
bucket?: BucketRef
channel?: ChannelRef
/**
 * A reference to the bucket impacted by the request or the value itself.
 */
impactedBucket?: ImpactedBucket[]
logicalResource?: LogicalResourceRef
partyAccount?: PartyAccountRef
product?: ProductRef
/**
 * Used to provide information about any other entity with relation to the operation
 */
relatedParty?: RelatedParty[]
requestor?: RelatedParty
reserveBalance?: ReserveBalanceRef
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * The AdjustBalance resource allows adjustments to be made to the original BalanceTopup e.g. increment the amount, alter the recharge periodicity. Alternatively, an adjustment can be made to an outstanding reservation request, in which case the reservedValue of the bucket will be adjusted, not the remaining value
 * Skipped properties: id,href
 */
export interface AdjustBalance_Update {
/**
 * The type of the adjustment. For example: recurringChargeDebit, oneTimeChargeCredit, oneTimeChargeDebit, goodWillCredit, generalDebit, reservationDebit
 */
adjustType?: string
/**
 * Date when the deduction was confirmed in the server
 */
confirmationDate?: string
/**
 * Description of the recharge operation
 */
description?: string
/**
 * Text describing the reason for the action/task
 */
reason?: string
/**
 * Date when the deduction request was received in the server
 */
requestedDate?: string
/**
 * Status of the operation
 */
status?: string
/**
 * defines the type of the underlying Balance eg data,voice, any currency eg EUR, USD etc
 */
usageType?: string
amount?: Quantity
bucket?: BucketRef
channel?: ChannelRef
/**
 * A reference to the bucket impacted by the request or the value itself.
 */
impactedBucket?: ImpactedBucket[]
logicalResource?: LogicalResourceRef
partyAccount?: PartyAccountRef
product?: ProductRef
/**
 * Used to provide information about any other entity with relation to the operation
 */
relatedParty?: RelatedParty[]
requestor?: RelatedParty
reserveBalance?: ReserveBalanceRef
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * Agreement reference. An agreement represents a contract or arrangement, either written or verbal and sometimes enforceable by law, such as a service level agreement or a customer price agreement. An agreement involves a number of other business entities, such as products, services, and resources and/or their specifications.
 */
export interface AgreementItemRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Identifier of the agreement
 */
agreementItemId?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * Agreement reference. An agreement represents a contract or arrangement, either written or verbal and sometimes enforceable by law, such as a service level agreement or a customer price agreement. An agreement involves a number of other business entities, such as products, services, and resources and/or their specifications.
 */
export interface AgreementRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the agreement
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
export interface AmountReservationTransactionForReserve {
/**
 * Identifies the mobile account to be charged.
 * 
 * A public identifier addressing a telephone subscription. In mobile networks it corresponds to the MSISDN (Mobile Station International Subscriber Directory Number). In order to be globally unique it has to be formatted in international format, according to E.164 standard, prefixed with '+'.
 */
phoneNumber: string
/**
 * Uniquely identifies this payment request. If there is a communication failure during the payment request, using the same clientCorrelator when retrying the request allows the operator to avoid applying the same charge twice. This field SHOULD be present. Same value as indicated in the request.
 */
clientCorrelator?: string
paymentAmount: PaymentAmountForReserve
/**
 * Merchant generated payment reference to uniquely identify the request, for example, in the case of disputes. Same value as the one provided in the request.
 */
referenceCode: string
/**
 * URI of the created resource (same as in the Location header)
 */
resourceURL?: string
/**
 * Reference to the charge or refund, provided by the server, and meaningful to the server’s backend system for the purpose of reconciliation.
 */
serverReferenceCode?: string
}
export interface PaymentAmountForReserve {
chargingInformation: ChargingInformation
chargingMetaData?: ChargingMetaData
paymentDetails?: PaymentDetails
}
export interface ChargingInformation {
/**
 * Amount to be charged or reserved.
 */
amount: number
/**
 * Currency code in which amount is expressed as defined in [ISO 4217](https://www.iso.org/iso-4217-currency-codes.html).
 */
currency: string
/**
 * Description text to be used for information and billing text
 */
description: string
/**
 * If true, the `amount` is tax included, if false the `amount` is provided without tax. In both cases, `taxAmount` could be indicated to provide tax amount.
 */
isTaxIncluded?: boolean
/**
 * The tax amount charged by the merchant. Indicated when the merchant is the one applying taxes. This field also provides an indicator to the downstream billing system.
 */
taxAmount?: number
}
export interface ChargingMetaData {
/**
 * Indicates the merchant name. Allows aggregators/partners to specify the actual merchant name
 */
merchantName?: string
/**
 * Indicates the merchant identifier. Allows aggregators/partners to specify the actual merchant identifier
 */
merchantIdentifier?: string
/**
 * Percentage of the amount to be received by the requester
 */
fee?: number
/**
 * A category defining the type of service, product or media being purchased
 */
purchaseCategoryCode?: string
/**
 * The channel over which the requester is interacting with the merchant (e.g. WAP, Web, SMS...)
 */
channel?: string
/**
 * The identifier of the partner/merchant service being purchased
 */
serviceId?: string
/**
 * The product identifier to be combined with the `serviceId` to uniquely identify the product being purchased. For example if the `serviceId` relates to a VOD service, the `productId` can specify the movie rented
 */
productId?: string
}
/**
 * The paymentItem is the result of lettering process. It enables to assign automatically or manually part of incoming payment amount to a bill
 */
export interface CarrierBillingPaymentItem {
/**
 * Unique payment item identifier. Relevant to uniquely identify an item within a given payment when `paymentDetails` are provided and also to correlate information when a refund regarding this item is performed, by means of using `refundDetails`.
 */
id: string
/**
 * Specific amount to be charged or reserved referred to a specific item.
 */
amount: number
/**
 * Currency code in which amount is expressed as defined in [ISO 4217](https://www.iso.org/iso-4217-currency-codes.html).
 */
currency: string
/**
 * Description text to be used for information and billing text referred to a specific item.
 */
description: string
/**
 * If true, the `amount` is tax included, if false the `amount` is provided without tax. In both cases, `taxAmount` could be indicated to provide tax amount.
 */
isTaxIncluded?: boolean
/**
 * The tax amount charged by the merchant. Indicated when the merchant is the one applying taxes. This field also provides an indicator to the downstream billing system.
 */
taxAmount?: number
}
export interface AmountReservationTransactionForReserveInput {
/**
 * Identifies the mobile account to be charged.
 * 
 * A public identifier addressing a telephone subscription. In mobile networks it corresponds to the MSISDN (Mobile Station International Subscriber Directory Number). In order to be globally unique it has to be formatted in international format, according to E.164 standard, prefixed with '+'.
 * 
 * Additional Considerations:
 * - Take a look to section `# Identifying the phone number from the access token` regarding the use of this field.
 */
phoneNumber?: string
/**
 * Uniquely identifies this create payment request. If there is a communication failure during the payment request, using the same clientCorrelator when retrying the request allows the operator to avoid applying the same charge twice. This field SHOULD be present.
 */
clientCorrelator?: string
paymentAmount: PaymentAmountForReserve
/**
 * Merchant generated payment reference to uniquely identify the request, for instance, in the case of disputes.
 */
referenceCode: string
}
export interface AmountTransaction {
/**
 * Identifies the mobile account to be charged.
 * 
 * A public identifier addressing a telephone subscription. In mobile networks it corresponds to the MSISDN (Mobile Station International Subscriber Directory Number). In order to be globally unique it has to be formatted in international format, according to E.164 standard, prefixed with '+'.
 */
phoneNumber: string
/**
 * Uniquely identifies this create payment request. If there is a communication failure during the payment request, using the same clientCorrelator when retrying the request allows the operator to avoid applying the same charge twice. This field SHOULD be present. Same value as indicated in the request.
 */
clientCorrelator?: string
paymentAmount: PaymentAmountForCharge
/**
 * Merchant generated payment reference to uniquely identify the request, for instance, in the case of disputes. Same value as the one provided in the request.
 */
referenceCode: string
/**
 * URI of the created resource (same as in the Location header)
 */
resourceURL?: string
/**
 * Reference to the charge or refund, provided by the server, and meaningful to the server’s backend system for the purpose of reconciliation.
 */
serverReferenceCode?: string
}
export interface PaymentAmountForCharge {
chargingInformation: ChargingInformation
chargingMetaData?: ChargingMetaData
paymentDetails?: PaymentDetails
}
export interface AmountTransactionInput {
/**
 * Identifies the mobile account to be charged.
 * 
 * A public identifier addressing a telephone subscription. In mobile networks it corresponds to the MSISDN (Mobile Station International Subscriber Directory Number). In order to be globally unique it has to be formatted in international format, according to E.164 standard, prefixed with '+'.
 * 
 * Additional Considerations:
 * - Take a look to section `# Identifying the phone number from the access token` regarding the use of this field.
 */
phoneNumber?: string
/**
 * Uniquely identifies this create payment request. If there is a communication failure during the payment request, using the same clientCorrelator when retrying the request allows the operator to avoid applying the same charge twice. This field SHOULD be present.
 */
clientCorrelator?: string
paymentAmount: PaymentAmountForCharge
/**
 * Merchant generated payment reference to uniquely identify the request, for instance, in the case of disputes.
 */
referenceCode: string
}
export interface AmountTransactionPartialRefund {
/**
 * Uniquely identifies this create refund request. If there is a communication failure during the refund request, using the same clientCorrelator when retrying the request allows the operator to avoid applying the same charge twice. This field SHOULD be present.
 */
clientCorrelator?: string
refundAmount: RefundAmountPartialRefund
/**
 * Merchant generated refund reference to uniquely identify the request, for instance, in the case of disputes.
 */
referenceCode: string
}
/**
 * Information for a `partial` refund. Amount to be refunded is required.
 */
export interface RefundAmountPartialRefund {
chargingInformation: ChargingInformation
chargingMetaData?: CarrierBillingRefundChargingMetaData
refundDetails?: RefundDetails
}
export interface CarrierBillingRefundChargingMetaData {
/**
 * Indicates the merchant identifier. Allows aggregators/partners to specify the actual merchant identifier
 */
merchantIdentifier?: string
}
export interface RefundItem {
/**
 * Unique payment item identifier to which this refund item is related to. Relevant when indicating `refundDetails` to correlate information for a refund regarding this `paymentItemId`.
 */
paymentItemId: string
/**
 * Specific amount to be refunded referred to a specific item.
 */
amount: number
/**
 * Currency code in which amount is expressed as defined in [ISO 4217](https://www.iso.org/iso-4217-currency-codes.html).
 */
currency: string
/**
 * Description text to be used for information and billing text referred to a specific item.
 */
description: string
/**
 * If true, the `amount` is tax included, if false the `amount` is provided without tax. In both cases, `taxAmount` could be indicated to provide tax amount.
 */
isTaxIncluded?: boolean
/**
 * The tax amount refunded by the merchant. Indicated when the merchant is the one applying taxes. This field also provides an indicator to the downstream billing system.
 */
taxAmount?: number
}
export interface AmountTransactionTotalRefund {
/**
 * Uniquely identifies this create refund request. If there is a communication failure during the refund request, using the same clientCorrelator when retrying the request allows the operator to avoid applying the same charge twice. This field SHOULD be present.
 */
clientCorrelator?: string
refundAmount: RefundAmountTotalRefund
/**
 * Merchant generated refund reference to uniquely identify the request, for instance, in the case of disputes.
 */
referenceCode: string
}
/**
 * Information for a `total` refund. Whole amount is refunded so as it is not needed to be provided, then it can be an empty object unless `merchantIdentifier` is indicated.
 */
export interface RefundAmountTotalRefund {
chargingMetaData?: CarrierBillingRefundChargingMetaData
}
export interface ApacheKafkaSettings {
topicName: string
partitionKeyExtractor?: string
clientId?: string
ackMode?: number
}
/**
 * The applied billing tax rate represents taxes applied billing rate it refers to. It is calculated during the billing process.
 */
export interface AppliedBillingTaxRate {
/**
 * A categorization of the tax rate
 */
taxCategory?: string
/**
 * Applied rate
 */
taxRate?: number
taxAmount?: Money
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
}
/**
 * A base / value business entity used to represent money
 */
export interface Money {
/**
 * Currency (ISO4217 norm uses 3 letters to define the currency)
 */
unit?: string
/**
 * A positive floating point number
 */
value?: number
}
/**
 * A customer bill displays applied billing rates created before or during the billing process.
 */
export interface AppliedCustomerBillingRate {
/**
 * Unique identifier of the customer applied billing rate
 */
id: string
/**
 * Explanation: Reference of the customer applied billing rate.
 */
href: string
/**
 * Type of the applied billing rate : appliedBillingCharge (any kind of charge except taxation charges : recurringCharge, oneTimeCharge, usageCharge),  appliedBillingCredit (any kind of credit : rebate or productAlteration) or appliedPenaltyCharge (penalty charges such as late fees, payment rejection fees,...)
 */
appliedBillingRateType?: string
/**
 * Creation date of the applied billing rate
 */
date?: string
/**
 * Additional data to be displayed on the bill for this customer applied billing rate
 */
description?: string
/**
 * If isBilled = true then bill should be provided, if false then billingAccount should be provided
 */
isBilled?: boolean
/**
 * Name of the customer applied billing rate
 */
name?: string
appliedTax?: AppliedBillingTaxRate[]
bill?: CustomerBillRef
billingAccount?: BillsBillingAccountRef
characteristic?: CustomersCharacteristic[]
periodCoverage?: TimePeriod
product?: BillsProductRef
taxExcludedAmount?: Money
taxIncludedAmount?: Money
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type": string
}
/**
 * Bill reference.
 */
export interface CustomerBillRef {
/**
 * Unique identifier of a related entity.
 */
id: string
/**
 * Reference of the related entity.
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * BillingAccount reference. A BillingAccount is a detailed description of a bill structure.
 */
export interface BillsBillingAccountRef {
/**
 * Unique identifier of the billing account
 */
id: string
/**
 * Reference of the billing account
 */
href?: string
/**
 * Name of the billing account
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * Describes a given characteristic of an object or entity through a name/value pair.
 */
export interface CustomersCharacteristic {
/**
 * Unique identifier of the characteristic
 */
id?: string
/**
 * Name of the characteristic
 */
name: string
/**
 * Data type of the value of the characteristic
 */
valueType?: string
characteristicRelationship?: CustomersCharacteristicRelationship[]
value: Any
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * Another Characteristic that is related to the current Characteristic;
 */
export interface CustomersCharacteristicRelationship {
/**
 * Unique identifier of the characteristic
 */
id?: string
/**
 * The type of relationship
 */
relationshipType?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
}
/**
 * A period of time, either as a deadline (endDateTime only) a startDateTime only, or both
 */
export interface TimePeriod {
/**
 * End of the time period, using IETC-RFC-3339 format
 */
endDateTime?: string
/**
 * Start of the time period, using IETC-RFC-3339 format
 */
startDateTime?: string
}
export interface BillsProductRef {
/**
 * Unique identifier of a related entity.
 */
id: string
/**
 * Reference of the related entity.
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * The applied payment is the result of lettering process. It enables to assign automatically or manually part of incoming payment amount to a bill.
 */
export interface AppliedPayment {
appliedAmount?: Money
payment?: BillsPaymentRef
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
}
/**
 * If an immediate payment has been done at the product order submission, the payment information are captured and stored (as a reference) in the order.
 */
export interface BillsPaymentRef {
/**
 * Unique identifier of a related entity.
 */
id: string
/**
 * Reference of the related entity.
 */
href?: string
/**
 * A name for the payment
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * Refers an appointment, such as a Customer presentation or internal meeting or site visit
 */
export interface AppointmentRef {
/**
 * The identifier of the referred appointment
 */
id: string
/**
 * The reference of the appointment
 */
href?: string
/**
 * An explanatory text regarding the appointment made with a party
 */
description?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation
 */
"@referredType"?: string
}
/**
 * reference to an AssociationSpecification object
 */
export interface AssociationSpecificationRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * An attachment by value or by reference. An attachment complements the description of an element, for example through a document, a video, a picture.
 */
export interface AttachmentRefOrValue {
/**
 * Unique identifier for this particular attachment
 */
id?: string
/**
 * URI for this Attachment
 */
href?: string
/**
 * Attachment type such as video, picture
 */
attachmentType?: string
/**
 * The actual contents of the attachment object, if embedded, encoded as base64
 */
content?: string
/**
 * A narrative text describing the content of the attachment
 */
description?: string
/**
 * Attachment mime type such as extension file for video, picture and document
 */
mimeType?: string
/**
 * The name of the attachment
 */
name?: string
/**
 * Uniform Resource Locator, is a web page address (a subset of URI)
 */
url?: string
size?: Quantity
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * Task resource for operation authorize payment
 */
export interface AuthorizePayment {
/**
 * The identifier of the task
 */
id?: string
/**
 * A reference to the task
 */
href?: string
authorizePaymentDate?: string
/**
 * date of the operation authorize payment
 */
"authorizePaymentDate "?: string
authorizedPaymentDate?: string
/**
 * date when the operation was authorized
 */
"authorizedPaymentDate "?: string
/**
 * Current state of the operation task
 */
state?: string
authorizedPayment?: PaymentRefOrValue
"authorizedPayment "?: PaymentRefOrValue
}
/**
 * link to the resource information about the payment operation
 */
export interface PaymentRefOrValue {
/**
 * Unique identifier of Payment
 */
id?: string
/**
 * Hypertext Reference of the Payment
 */
href?: string
/**
 * Authorization code retrieved from an external payment gateway that could be used for conciliation
 */
authorizationCode?: string
/**
 * Unique identifier in the client for the payment in case it is needed to correlate
 */
correlatorId?: string
/**
 * Text describing the contents of the payment
 */
description?: string
/**
 * Screen name of the payment
 */
name?: string
/**
 * Date when the payment was performed
 */
paymentDate?: string
/**
 * Status of the payment
 */
status?: string
/**
 * Date when the status was recorded
 */
statusDate?: string
account: PaymentsAccountRef
amount?: Money
channel?: ChannelRef
paymentItem?: PaymentItem[]
paymentMethod: PaymentMethodRefOrValue
pointOfInteraction?: PointOfInteraction
relatedParty?: RelatedParty[]
taxAmount?: Money
totalAmount?: Money
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * Account reference. A account may be a party account or a financial account.
 */
export interface PaymentsAccountRef {
/**
 * Unique identifier of the account
 */
id: string
/**
 * Reference of the account
 */
href?: string
/**
 * Detailed description of the account
 */
description?: string
/**
 * Name of the account
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * The paymentItem is the result of lettering process. It enables to assign automatically or manually part of incoming payment amount to a bill
 */
export interface PaymentItem {
/**
 * Unique identifier of the payment Item
 */
id?: string
/**
 * Hyperlink reference
 */
href?: string
amount?: Money
item: EntityRef
taxAmount?: Money
totalAmount?: Money
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * Entity reference schema to be use for all entityRef class.
 */
export interface EntityRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * link to the resource that holds information about the payment mean used to complete the operation
 */
export interface PaymentMethodRefOrValue {
/**
 * unique identifier
 */
id?: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Review: Authorization code provided by a financial institution. Typically this would be populated for recurring payments using the method, as payments have an authorization code of their own.
 */
authorizationCode?: string
/**
 * Text description of the contents of the payment method
 */
description?: string
/**
 * If the method is the preferred one by the owner. Typically used when querying for the payment methods of a specific customer or account
 */
isPreferred?: boolean
/**
 * Friendly name assigned to the payment method
 */
name?: string
/**
 * Status of the payment method
 */
status?: string
/**
 * The last time the payment method status changed.
 */
statusDate?: string
/**
 * The reason for the last status change.
 */
statusReason?: string
/**
 * Reference to the accounts that are linked to the payment method. May be a party account or a financial account.
 */
account?: PaymentsAccountRef[]
relatedParty?: RelatedPartyRef
relatedPlace?: RelatedPlace
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * Type of payment method (e.g.: bank card, cash, voucher, etc). The details field type depends on the value assigned to this one.
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * RelatedParty reference. A related party defines party or party role linked to a specific entity.
 */
export interface RelatedPartyRef {
/**
 * Unique identifier of a related party
 */
id: string
/**
 * Reference of the related party, could be a party reference or a party role reference
 */
href?: string
/**
 * Name of the related party
 */
name?: string
/**
 * Role of the related party.
 */
role?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * A  Place and an associated role as installation adress, delivery address, etc....
 */
export interface RelatedPlace {
/**
 * Unique identifier of the place
 */
id?: string
/**
 * Unique reference of the place
 */
href?: string
/**
 * A user-friendly name for the place, such as [Paris Store], [London Store], [Main Home]
 */
name?: string
/**
 * Role of the place, such as: [home delivery], [shop retrieval])
 */
role?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * POI consists of hardware and software which enables a Cardholder and/or an Acceptor to perform a Local Card transaction. This is also referred to as a Physical/EMV Terminal. It may be Attended or Unattended.
 */
export interface PointOfInteraction {
/**
 * unique identifier
 */
id?: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Key entry code that tells the processor how the transaction was captured.
 */
modeOfEntry?: string
/**
 * The reference number used to identify a given transaction that allow the Acceptor or Acquirer to keep track of their transactions
 */
retrievalReferenceNumber?: string
/**
 * Date time related to the POI transaction.
 */
transactionDate?: string
resource?: PaymentsResourceRef
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
export interface PaymentsResourceRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * Operation to payment authorization, prior to payment capture.
 */
export interface AuthorizePaymentRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * A name for the payment authorization
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * Task resource for operation authorize payment
 * Skipped properties: id,href,state,authorizePaymentDate,authorizedPaymentDate
 */
export interface AuthorizePayment_Create {
authorizePaymentDate?: string
/**
 * date of the operation authorize payment
 */
"authorizePaymentDate "?: string
authorizedPaymentDate?: string
/**
 * date when the operation was authorized
 */
"authorizedPaymentDate "?: string
authorizedPayment?: PaymentRefOrValue
"authorizedPayment "?: PaymentRefOrValue
}
/**
 * an abstract resource. example extensions are TopupBalance, AdjustBalance
 */
export interface BalanceAction {
/**
 * Unique Identifier for the resource
 */
id: string
/**
 * A reference to the resource
 */
href: string
/**
 * Date when the deduction was confirmed in the server
 */
confirmationDate?: string
/**
 * Description of the recharge operation
 */
description?: string
/**
 * Text describing the reason for the action/task
 */
reason?: string
/**
 * Date when the deduction request was received in the server
 */
requestedDate?: string
/**
 * Status of the operation
 */
status?: string
/**
 * defines the type of the underlying Balance eg data,voice, any currency eg EUR, USD etc
 */
usageType?: string
amount?: Quantity
bucket?: BucketRef
channel?: ChannelRef
/**
 * A reference to the bucket impacted by the request or the value itself.
 */
impactedBucket?: ImpactedBucket[]
logicalResource?: LogicalResourceRef
partyAccount?: PartyAccountRef
product?: ProductRef
/**
 * Used to provide information about any other entity with relation to the operation
 */
relatedParty?: RelatedParty[]
requestor?: RelatedParty
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type": string
}
/**
 * If an immediate payment has been done at the product order submission, the payment information are captured and stored (as a reference) in the order.
 */
export interface BalancesPaymentRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * A name for the payment
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
export interface Basket {
id: string
href: string
store: string
till: string
transaction: string
/**
 * awaiting: its return came before it.
 */
state: ("awaiting" | "committing" | "committed" | "reversing" | "partly-reversed" | "reversed")
soldAt?: string
currency?: string
/**
 * Decimal, in the currency
 */
paid?: string
membershipId?: string
sequence?: number
lines?: {
line: number
sku: string
category?: string
brand?: string
quantity: number
returned: number
total: string
}[]
effects?: {
ruleId: string
name: string
campaignId?: string
kind: ("data" | "minutes" | "messages" | "credit" | "points")
/**
 * How often it holds now.
 */
times: number
/**
 * What holds of it now; absent until it is given.
 */
amount?: string
state: ("owed" | "given" | "refused")
/**
 * Why it was refused.
 */
reason?: string
}[]
returns: {
returnId: string
at: string
state: ("waiting" | "taking" | "done")
taken: {
ruleId: string
kind: string
/**
 * What was asked back
 */
amount: string
/**
 * How much of it was there no more
 */
missing: string
}[]
/**
 * Lines that the basket did not have, or not as many of
 */
ignored?: number[]
}[]
/**
 * Of the till's counter: what has not come yet.
 */
gaps?: {
from: number
to: number
}[]
repeated?: boolean
}
export interface BasketEvaluation {
membershipId: string
paid: string
currency: string
gives: {
ruleId: string
name: string
campaignId?: string
kind: string
times: number
/**
 * As operators write it: `1000000000 B`, `600 s`, `20 messages`, `2.00`, `100`
 */
amount: string
/**
 * A limit made it less.
 */
limited?: boolean
}[]
}
export interface BasketRule {
/**
 * Unique for good: what was deleted is not made again.
 */
id: string
/**
 * What the subscriber reads.
 */
name: string
/**
 * A line qualifies when it is in each list that is here. Empty: every line does.
 */
when: {
/**
 * @minItems 1
 * @maxItems 50
 */
categories?: string[]
/**
 * @minItems 1
 * @maxItems 100
 * 
 * Items: SKU or GTIN
 */
skus?: string[]
/**
 * @minItems 1
 * @maxItems 50
 */
brands?: string[]
/**
 * Of the lines that qualify, together.
 */
minAmount?: {
[k: string]: unknown
}
/**
 * Pieces of the lines that qualify, together.
 */
minQuantity?: number
/**
 * Default: all.
 * 
 * @minItems 1
 * @maxItems 100
 * 
 * Items: A store
 */
stores?: string[]
/**
 * At whose tills. Default: at those of all partners, whatever they call their stores.
 * 
 * @minItems 1
 * @maxItems 50
 */
partners?: string[]
}
gives: {
kind: ("data" | "minutes" | "messages" | "credit" | "points")
/**
 * `1 GB`, `10 min`, `20 messages`, credit as `2.00`, points as `100`.
 */
amount: {
[k: string]: unknown
}
}
/**
 * Given once a basket, or for every whole amount of what qualifies.
 */
per: ("basket" | {
[k: string]: unknown
})
/**
 * How often it is given at most. Default: as often as it applies.
 */
most?: {
perBasket?: number
perMemberAndDay?: number
total?: number
}
/**
 * First instant of the sale. Default: when the rule is made.
 */
from?: string
/**
 * First instant after it.
 */
to?: string
campaignId?: string
href: string
/**
 * How often it was given, where it is limited in total.
 */
used?: number
}
export interface BasketRule_Create {
/**
 * Unique for good: what was deleted is not made again.
 */
id: string
/**
 * What the subscriber reads.
 */
name: string
/**
 * A line qualifies when it is in each list that is here. Empty: every line does.
 */
when: {
/**
 * @minItems 1
 * @maxItems 50
 */
categories?: string[]
/**
 * @minItems 1
 * @maxItems 100
 * 
 * Items: SKU or GTIN
 */
skus?: string[]
/**
 * @minItems 1
 * @maxItems 50
 */
brands?: string[]
/**
 * Of the lines that qualify, together.
 */
minAmount?: (string | number)
/**
 * Pieces of the lines that qualify, together.
 */
minQuantity?: number
/**
 * Default: all.
 * 
 * @minItems 1
 * @maxItems 100
 * 
 * Items: A store
 */
stores?: string[]
/**
 * At whose tills. Default: at those of all partners, whatever they call their stores.
 * 
 * @minItems 1
 * @maxItems 50
 */
partners?: string[]
}
gives: {
kind: ("data" | "minutes" | "messages" | "credit" | "points")
/**
 * `1 GB`, `10 min`, `20 messages`, credit as `2.00`, points as `100`.
 */
amount: (string | number)
}
/**
 * Given once a basket, or for every whole amount of what qualifies.
 */
per: ("basket" | (string | number))
/**
 * How often it is given at most. Default: as often as it applies.
 */
most?: {
perBasket?: number
perMemberAndDay?: number
total?: number
}
/**
 * First instant of the sale. Default: when the rule is made.
 */
from?: string
/**
 * First instant after it.
 */
to?: string
campaignId?: string
}
export interface Basket_Commit {
/**
 * Where the till stands.
 */
store: string
/**
 * The till, within its store.
 */
till: string
/**
 * The till's own number: with it the same basket counts once.
 */
transaction: string
/**
 * The till's own counter of baskets; gaps in it are told, not refused.
 */
sequence?: number
/**
 * When it was paid. A till that was offline delivers it later, within 30 days.
 */
soldAt: string
/**
 * The market's.
 */
currency: string
/**
 * The retailer's own id of its member.
 */
memberId?: string
msisdn?: string
/**
 * @minItems 1
 * @maxItems 300
 */
lines: {
/**
 * The till's number of the line.
 */
line: number
/**
 * The article: SKU or GTIN.
 */
sku: string
category?: string
brand?: string
/**
 * Whole pieces; what is weighed is one piece.
 */
quantity: number
/**
 * Of one piece.
 */
unitPrice: (string | number)
/**
 * What was paid for all pieces, less what was taken off. Default: quantity × unitPrice.
 */
total?: (string | number)
}[]
}
export interface Basket_Evaluate {
/**
 * Where the till stands.
 */
store: string
/**
 * The till, within its store.
 */
till: string
/**
 * The till's own number: with it the same basket counts once.
 */
transaction: string
/**
 * The till's own counter of baskets; gaps in it are told, not refused.
 */
sequence?: number
/**
 * When it was paid. A till that was offline delivers it later, within 30 days.
 */
soldAt: string
/**
 * The market's.
 */
currency: string
/**
 * The retailer's own id of its member.
 */
memberId?: string
msisdn?: string
/**
 * @minItems 1
 * @maxItems 300
 */
lines: {
/**
 * The till's number of the line.
 */
line: number
/**
 * The article: SKU or GTIN.
 */
sku: string
category?: string
brand?: string
/**
 * Whole pieces; what is weighed is one piece.
 */
quantity: number
/**
 * Of one piece.
 */
unitPrice: (string | number)
/**
 * What was paid for all pieces, less what was taken off. Default: quantity × unitPrice.
 */
total?: (string | number)
}[]
}
export interface Basket_Reverse {
/**
 * Where the till stands.
 */
store: string
/**
 * The till, within its store.
 */
till: string
/**
 * The till's own number: with it the same basket counts once.
 */
transaction: string
/**
 * Of this return: the same one again changes nothing.
 */
returnId: string
/**
 * What came back. Default: everything.
 * 
 * @minItems 1
 * @maxItems 300
 */
lines?: {
/**
 * The till's number of the line.
 */
line: number
/**
 * Pieces that came back. Default: all that are left.
 */
quantity?: number
}[]
}
/**
 * A detailed description of a billing cycle and the various sub steps of a billing cycle.
 */
export interface BillCycle {
/**
 * Unique identifier of the billing cycle.
 */
id: string
/**
 * Reference of the billing cycle
 */
href: string
/**
 * The billing/settlement date.
 */
billingDate?: string
/**
 * A billing time period. It is e.g. the concrete expressed month. Example: 'March'.
 */
billingPeriod?: string
/**
 * Date through when a payment method (e.g. credit card,...) will be activated.
 */
chargeDate?: string
/**
 * Date through which credits previously received by the billing system are displeyed on the bill.
 */
creditDate?: string
/**
 * An explanation regarding this billing cycle. If necessary.
 */
description?: string
/**
 * Customer bill mailing date.
 */
mailingDate?: string
/**
 * A short descriptive name of the actual billing cycle
 */
name?: string
/**
 * Date, when the payment is due.
 */
paymentDueDate?: string
BillCycleSpecification?: BillCycleSpecificationRef
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type": string
}
/**
 * ....
 */
export interface BillCycleSpecificationRef {
/**
 * Unique identifier of the BillCycleSpecification
 */
id: string
/**
 * Unique reference of the BillCycleSpecification
 */
href?: string
/**
 * Name of the BillCycleSpecification
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * ....
 */
export interface BillCycleRef {
/**
 * Unique identifier of the account
 */
id: string
/**
 * Unique reference of the account
 */
href?: string
/**
 * Name of the account
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * A detailed description of a billing cycle and the various sub steps of a billing cycle.
 */
export interface BillCycleSpecification {
/**
 * Unique identifier of the billing cycle.
 */
id: string
/**
 * Reference of the billing cycle
 */
href: string
/**
 * An offset of a billing/settlement date. The offset is expressed as number of days with regard to the start of the billing/settlement period.
 */
billingDateShift?: number
/**
 * A billing time period. It can be recurring, for example: week, month, quarter of year, year .
 */
billingPeriod?: string
/**
 * An offset of a date through which charges previously received by the billing system will appear on the bill. The offset is expressed as number of days with regard to the start of the BillingPeriod.
 */
chargeDateOffset?: number
/**
 * An offset of a date through which credits previously received by the billing system will appear on the bill. The offset is expressed as number of days with regard to the start of the BillingPeriod.
 */
creditDateOffset?: number
/**
 * An explanation regarding this billing cycle. If necessary.
 */
description?: string
/**
 * Frequency of the billing cycle (monthly for instance)
 */
frequency?: string
/**
 * An offset of a customer bill mailing date. The offset is expressed as number of days with regard to the start of the BillingPeriod.
 */
mailingDateOffset?: number
/**
 * A short descriptive name of the actual billing cycle
 */
name?: string
/**
 * An offset of a payment due date. The offset is expressed as number of days with regard to the start of the BillingPeriod.
 */
paymentDueDateOffset?: number
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type": string
}
/**
 * BillingAccount reference. A BillingAccount is a detailed description of a bill structure.
 */
export interface BillingAccountRef {
/**
 * Unique identifier of the billing account
 */
id: string
/**
 * Reference of the billing account
 */
href?: string
/**
 * Name of the billing account
 */
name?: string
/**
 * Indicates whether the account follows a specific payment option such as prepaid or postpaid
 */
ratingType?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * An attachment by value or by reference. For AttachmentRefOrValue, the attribute type,schemaLocation and referredType are related to the contained entity and not to AttchmentRefOrValue itself
 */
export interface BillsAttachmentRefOrValue {
/**
 * Unique identifier for this particular attachment
 */
id?: string
/**
 * URI for this Attachment
 */
href?: string
/**
 * Attachment type such as video, picture
 */
attachmentType?: string
/**
 * The actual contents of the attachment object, if embedded, encoded as base64
 */
content?: string
/**
 * A narrative text describing the content of the attachment
 */
description?: string
/**
 * Attachment mime type such as extension file for video, picture and document
 */
mimeType?: string
/**
 * The name of the attachment
 */
name?: string
/**
 * Uniform Resource Locator, is a web page address (a subset of URI)
 */
url?: string
size?: Quantity
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * A tax item is created for each tax rate and tax type used in the bill.
 */
export interface BillsTaxItem {
/**
 * Tax category
 */
taxCategory?: string
/**
 * Applied rate of the tax
 */
taxRate?: number
taxAmount?: Money
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
}
export interface BodyAmountReservationTransactionForReserve {
/**
 * Unique Identifier of the payment
 */
paymentId: string
amountTransaction: AmountReservationTransactionForReserve
/**
 * Specifies the payment status (`processing`, `pending_validation`, `denied`, `reserved`, `succeeded`, `cancelled`).
 */
paymentStatus: string
/**
 * Date time when the payment is created in server database. This is a technical information. It must follow [RFC 3339](https://datatracker.ietf.org/doc/html/rfc3339#section-5.6) and must have time zone.
 */
paymentCreationDate: string
validationInfo?: ValidationInfo
/**
 * The address to which events shall be delivered, using the HTTP protocol.
 */
sink?: string
}
export interface BodyAmountReservationTransactionForReserveInput {
amountTransaction: AmountReservationTransactionForReserveInput
/**
 * The address to which events shall be delivered, using the HTTP protocol.
 */
sink?: string
sinkCredential?: SinkCredential
}
/**
 * A bucket (called UsageVolumProduct in the SID Model) represents and tracks a quantity of usage (remaining or consumed). It could be either a quantity or an amount in a currency. It can represent a fixed number of SMS,MMS, call minutes, quantity of data and so on
 */
export interface Bucket {
/**
 * Unique Identifier within the server for the bucket
 */
id: string
/**
 * A resource URI pointing to the resource in the OB that stores the detailed information for the bucket
 */
href: string
/**
 * Text describing the contents of the balance managed by the bucket
 */
description?: string
/**
 * True if the bucket is shared between several devices or users
 */
isShared?: boolean
/**
 * Friendly name to identify the bucket
 */
name?: string
/**
 * Remaining amount in a formatted string for the bucket given in the balance unit (for example 1.9 Gb). This formatted string could be used for display needs for example
 */
remainingValueName?: string
/**
 * status for the bucket. active, expired, suspended
 */
status?: string
/**
 * defines the type of the underlying Balance eg data,voice, any currency eg EUR, USD etc
 */
usageType?: string
logicalResource?: LogicalResourceRef[]
partyAccount?: PartyAccountRef
product?: ProductRef[]
/**
 * Used to provide information about any other entity with relation to the balance, for instance to define customer hierarchy for the balance (e.g.: customerId, userId, )
 */
relatedParty?: RelatedParty[]
remainingValue?: Quantity
reserveBalance?: ReserveBalanceRef[]
reservedValue?: Quantity
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type": string
}
/**
 * A bucket (called UsageVolumProduct in the SID Model) represents and tracks a quantity of usage (remaining or consumed). It could be either a quantity or an amount in a currency. It can represent a fixed number of SMS,MMS, call minutes, quantity of data and so on
 */
export interface BucketRefOrValue {
/**
 * Unique Identifier within the server for the bucket
 */
id?: string
/**
 * A resource URI pointing to the resource in the OB that stores the detailed information for the bucket
 */
href?: string
/**
 * Text describing the contents of the balance managed by the bucket
 */
description?: string
/**
 * True if the bucket is shared between several devices or users
 */
isShared?: boolean
/**
 * Friendly name to identify the bucket
 */
name?: string
/**
 * Remaining amount in a formatted string for the bucket given in the balance unit (for example 1.9 Gb). This formatted string could be used for display needs for example
 */
remainingValueName?: string
/**
 * status for the bucket. active, expired, suspended
 */
status?: string
/**
 * defines the type of the underlying Balance eg data,voice, any currency eg EUR, USD etc
 */
usageType?: string
bucketCounter?: ConsumptionSummary[]
bucketRelationship?: BucketRelationship[]
logicalResource?: UsageConsumptionLogicalResourceRef[]
partyAccount?: PartyAccountRef
product?: UsageConsumptionProductRef[]
/**
 * Used to provide information about any other entity with relation to the balance, for instance to define customer hierarchy for the balance (e.g.: customerId, userId, )
 */
relatedParty?: RelatedParty[]
remainingValue?: Quantity
reserveBalance?: ReserveBalanceRef[]
reservedValue?: Quantity
service?: UsageConsumptionServiceRef[]
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * The consumption counters (called ConsumptionSummary in the SID model) detail for example the different kind of consumption done on the bucket.
 */
export interface ConsumptionSummary {
/**
 * unique identifier
 */
id?: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Type of the consumption counter. We can give for example a counter of the used value for a bucket (counterType=used for example) or the value of the consumption done out of the bucket(s) (counterType=outOfBucket for example)
 */
counterType?: string
/**
 * Counter level. The counter can be given globally for the bucket or detailed by user or by network product for example in case of shared bucket
 */
level?: string
/**
 * Value of the counter in a formatted string used for display needs for example
 */
valueName?: string
consumptionPeriod?: TimePeriod
user?: RelatedParty
value?: Quantity
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * Linked bucket to the one instantiate, such as [isAggregated] if the bucket is a part of other or [aggregator] is the bucket holds others
 */
export interface BucketRelationship {
/**
 * Type of the bucket relationship, such as [isAggregated] if the bucket is a part of other or [aggregator] is the bucket holds others
 */
relationshipType: string
bucketRefOrValue: BucketRefOrValue
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * reference to the LogicalResource eg MSISDN
 */
export interface UsageConsumptionLogicalResourceRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
consumptionSummary?: ConsumptionSummary[]
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
export interface UsageConsumptionProductRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
consumptionSummary?: ConsumptionSummary[]
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * Service reference, for when Service is used by other entities
 */
export interface UsageConsumptionServiceRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
consumptionSummary?: ConsumptionSummary[]
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * A bucket (called UsageVolumProduct in the SID Model) represents and tracks a quantity of usage (remaining or consumed). It could be either a quantity or an amount in a currency. It can represent a fixed number of SMS,MMS, call minutes, quantity of data and so on
 * Skipped properties: id,href
 */
export interface Bucket_Create {
/**
 * Text describing the contents of the balance managed by the bucket
 */
description?: string
/**
 * True if the bucket is shared between several devices or users
 */
isShared?: boolean
/**
 * Friendly name to identify the bucket
 */
name?: string
/**
 * Remaining amount in a formatted string for the bucket given in the balance unit (for example 1.9 Gb). This formatted string could be used for display needs for example
 */
remainingValueName?: string
/**
 * status for the bucket. active, expired, suspended
 */
status?: string
/**
 * defines the type of the underlying Balance eg data,voice, any currency eg EUR, USD etc
 */
usageType: string
logicalResource?: LogicalResourceRef[]
partyAccount?: PartyAccountRef
product?: ProductRef[]
/**
 * Used to provide information about any other entity with relation to the balance, for instance to define customer hierarchy for the balance (e.g.: customerId, userId, )
 */
relatedParty?: RelatedParty[]
remainingValue?: Quantity
reserveBalance?: ReserveBalanceRef[]
reservedValue?: Quantity
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * A type of ProductOffering that belongs to a grouping of ProductOfferings made available to the market. It inherits of all attributes of ProductOffering.
 */
export interface BundledProductOffering {
/**
 * Unique identifier of the BundledProductOffering
 */
id?: string
/**
 * Unique reference of the BundledProductOffering
 */
href?: string
/**
 * Used to indicate the current lifecycle status
 */
lifecycleStatus?: string
/**
 * Name of the BundledProductOffering
 */
name?: string
bundledProductOfferingOption?: BundledProductOfferingOption
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * A set of numbers that specifies the lower and upper limits for a ProductOffering that can be procured as part of the related BundledProductOffering. Values can range from 0 to unbounded
 */
export interface BundledProductOfferingOption {
/**
 * Default number of produc offereings that should be procured as part of the related BundledProductOffering
 */
numberRelOfferDefault?: number
/**
 * lower limit for a product offering that can be procured as part of the related BundledProductOffering
 */
numberRelOfferLowerLimit?: number
/**
 * upper limit for a product offering that can be procured as part of the related BundledProductOffering
 */
numberRelOfferUpperLimit?: number
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * This represents a bundling pricing relationship, allowing a price to be composed of multiple other prices (e.g. a recurring charge and a onetime charge).
 */
export interface BundledProductOfferingPriceRelationship {
/**
 * Unique identifier of the bundled product offering price
 */
id?: string
/**
 * hyperlink reference of the bundled product offering price
 */
href?: string
/**
 * Name of the bundled product offering price
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * A type of ProductSpecification that belongs to a grouping of ProductSpecifications made available to the market. It inherits of all attributes of ProductSpecification.
 */
export interface BundledProductSpecification {
/**
 * Unique identifier of the product specification
 */
id?: string
/**
 * Reference of the product specification
 */
href?: string
/**
 * Used to indicate the current lifecycle status
 */
lifecycleStatus?: string
/**
 * Name of the product specification
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
export interface Campaign {
sponsorId: string
name: string
/**
 * What is advertised; caps of a brand count by it.
 */
brand: string
/**
 * Default: the operator's market.
 * 
 * @minItems 1
 * @maxItems 50
 * 
 * Items: ISO 3166-1, or 3166-2 where a part of a country has rules of its own.
 */
markets?: string[]
/**
 * First instant.
 */
startsAt: string
/**
 * First instant after it.
 */
endsAt: string
/**
 * Who may see it. Only those who consented to advertising do, whoever it is for.
 */
audience?: {
/**
 * Default: all.
 * 
 * @minItems 1
 * @maxItems 50
 */
plans?: string[]
/**
 * Default: everybody. Needs consent to profiling.
 * 
 * @minItems 1
 * @maxItems 50
 */
segments?: string[]
/**
 * Years; never below what the market's policy says.
 */
minAge?: number
}
/**
 * What is shown.
 * 
 * @minItems 1
 * @maxItems 20
 */
creatives: {
id: string
format: ("banner" | "video" | "text" | "survey" | "audio")
/**
 * Default: all of its format.
 * 
 * @minItems 1
 * @maxItems 20
 */
placements?: string[]
width?: number
height?: number
durationS?: number
url?: string
text?: string
clickUrl?: string
}[]
/**
 * What the sponsor pays for an event.
 */
prices: {
impression?: {
[k: string]: unknown
}
click?: {
[k: string]: unknown
}
complete?: {
[k: string]: unknown
}
install?: {
[k: string]: unknown
}
survey?: {
[k: string]: unknown
}
}
/**
 * What the subscriber is given for an event, once a decision.
 */
rewards?: {
impression?: {
kind: ("data" | "minutes" | "messages" | "points" | "credit")
/**
 * `100 MB`, `10 min`, `20 messages`, `50 points`, or credit as `0.50`.
 */
amount: string
/**
 * Default: as the operator's rewards.
 */
validDays?: number
}
click?: {
kind: ("data" | "minutes" | "messages" | "points" | "credit")
/**
 * `100 MB`, `10 min`, `20 messages`, `50 points`, or credit as `0.50`.
 */
amount: string
/**
 * Default: as the operator's rewards.
 */
validDays?: number
}
complete?: {
kind: ("data" | "minutes" | "messages" | "points" | "credit")
/**
 * `100 MB`, `10 min`, `20 messages`, `50 points`, or credit as `0.50`.
 */
amount: string
/**
 * Default: as the operator's rewards.
 */
validDays?: number
}
install?: {
kind: ("data" | "minutes" | "messages" | "points" | "credit")
/**
 * `100 MB`, `10 min`, `20 messages`, `50 points`, or credit as `0.50`.
 */
amount: string
/**
 * Default: as the operator's rewards.
 */
validDays?: number
}
survey?: {
kind: ("data" | "minutes" | "messages" | "points" | "credit")
/**
 * `100 MB`, `10 min`, `20 messages`, `50 points`, or credit as `0.50`.
 */
amount: string
/**
 * Default: as the operator's rewards.
 */
validDays?: number
}
}
/**
 * Traffic of certain content that the sponsor pays for while the campaign runs.
 */
sponsoredTraffic?: {
/**
 * The agreement that pays for it.
 */
agreementId: string
/**
 * Traffic of one application, or of a whole category that any provider can join.
 */
content: ("application" | "category")
/**
 * What subscribers call it.
 */
name: string
/**
 * The data that any application can use, given where a market does not allow traffic of certain content. Default: an offer that the policy check makes.
 */
insteadOf?: {
on: ("impression" | "click" | "complete" | "install" | "survey")
data: string
}
}
/**
 * Impressions a subscriber. The market's policy caps all advertisements together.
 */
caps?: {
perDay?: number
perDayOfBrand?: number
perCampaign?: number
}
budget: {
/**
 * Decimal, in the currency
 */
amount: string
pacing: ("even" | "front-loaded")
/**
 * Decimal, in the currency
 */
setAside: string
/**
 * Decimal, in the currency
 */
returned: string
/**
 * Decimal, in the currency
 */
spent?: string
/**
 * Decimal, in the currency
 */
held?: string
/**
 * Decimal, in the currency
 */
available?: string
}
/**
 * Of the audience: these see nothing, for comparison. Default: 0.
 */
holdoutPercent?: number
id: string
href: string
state: ("draft" | "submitted" | "approved" | "scheduled" | "running" | "paused" | "exhausted" | "ended")
/**
 * What it can be led to now
 */
next: ("submit" | "approve" | "schedule" | "pause" | "resume" | "end")[]
currency: string
policy?: {
market: string
outcome: ("allow" | "downgrade" | "deny")
/**
 * Which of the market's rules decided
 */
rule: string
value: ("allow" | "deny" | "unreviewed" | "not-concerned")
/**
 * The law, ruling or review that it rests on
 */
source: string
reason: string
/**
 * Data that any application can use, instead
 */
offer?: {
on: ("impression" | "click" | "complete" | "install" | "survey")
/**
 * Such as `5000000000 B`
 */
data: string
asked: boolean
source: string
}
downgraded: boolean
}
history: {
state: ("draft" | "submitted" | "approved" | "scheduled" | "running" | "paused" | "exhausted" | "ended")
at: string
by: string
reason?: string
}[]
warnings?: string[]
createdAt: string
updatedAt: string
}
export interface CampaignApproval {
reason?: string
/**
 * Take the data reward that the policy check offers, where the market denies traffic of certain content. Default: false.
 */
downgrade?: boolean
}
export interface CampaignForecast {
campaignId: string
currency: string
lookedBack: {
days: number
accounts?: number
bytes?: number
}
assumed: {
[k: string]: number
}
days: number
policy: {
market: string
outcome: ("allow" | "downgrade" | "deny")
/**
 * Which of the market's rules decided
 */
rule: string
value: ("allow" | "deny" | "unreviewed" | "not-concerned")
/**
 * The law, ruling or review that it rests on
 */
source: string
reason: string
/**
 * Data that any application can use, instead
 */
offer?: {
on: ("impression" | "click" | "complete" | "install" | "survey")
/**
 * Such as `5000000000 B`
 */
data: string
asked: boolean
source: string
}
}
reach?: number
events?: {
[k: string]: number
}
grants?: number
/**
 * Decimal, in the currency
 */
income?: string
/**
 * Decimal, in the currency
 */
wholesaleCost?: string
/**
 * Decimal, in the currency
 */
margin?: string
budgetEndsIt?: boolean
note?: string
warnings: string[]
}
export interface CampaignLift {
campaignId: string
/**
 * waiting: it is counted within the hour, once. suppressed: a group is smaller than the smallest that may be told of.
 */
state: ("waiting" | "counted" | "suppressed")
/**
 * In which a conversion counts, after the campaign was first come to.
 */
days: number
countedAt?: string
smallestGroup?: number
shown?: {
/**
 * Whether they saw anything or not: whom the campaign was come to for.
 */
people: number
converted: number
rate: number
}
heldOut?: {
/**
 * Whether they saw anything or not: whom the campaign was come to for.
 */
people: number
converted: number
rate: number
}
/**
 * Rate of the shown less rate of the held out.
 */
lift?: number
/**
 * Of its 95 % interval.
 */
lower?: number
upper?: number
/**
 * About so many of the shown would not have converted without the campaign.
 */
incremental?: number
}
export interface CampaignReport {
campaignId: string
smallestGroup: number
/**
 * The last whole day
 */
through: string
people: number
events: {
[k: string]: number
}
clickRatePercent?: number
grants: {
[k: string]: number
}
granted: {
[k: string]: number
}
invalid: {
[k: string]: number
}
groups: {
plan: string
from: string
to: string
people: number
events: {
[k: string]: number
}
clickRatePercent?: number
grants: {
[k: string]: number
}
granted: {
[k: string]: number
}
invalid: {
[k: string]: number
}
}[]
isIncomplete: boolean
note?: string
}
export interface CampaignSettlement {
campaignId: string
sponsorId: string
currency: string
state: ("draft" | "submitted" | "approved" | "scheduled" | "running" | "paused" | "exhausted" | "ended")
budget: {
/**
 * Decimal, in the currency
 */
setAside: string
/**
 * Decimal, in the currency
 */
spent: string
/**
 * Decimal, in the currency
 */
held: string
/**
 * Decimal, in the currency
 */
available: string
/**
 * Decimal, in the currency
 */
returned: string
}
events: {
event: ("impression" | "click" | "complete" | "install" | "survey")
count: number
/**
 * Decimal, in the currency
 */
spent: string
}[]
/**
 * Decimal, in the currency
 */
spentByEvents: string
/**
 * Anything but 0.00 means that somebody must look
 */
difference: string
rewards: {
[k: string]: {
grants: number
granted: number
broken: number
}
}
invalidTraffic: {
[k: string]: number
}
dispute: {
days: number
until?: string
}
isFinal: boolean
}
export interface CampaignStep {
reason?: string
}
export interface Campaign_Create {
sponsorId: string
name: string
/**
 * What is advertised; caps of a brand count by it.
 */
brand: string
/**
 * Default: the operator's market.
 * 
 * @minItems 1
 * @maxItems 50
 * 
 * Items: ISO 3166-1, or 3166-2 where a part of a country has rules of its own.
 */
markets?: string[]
/**
 * First instant.
 */
startsAt: string
/**
 * First instant after it.
 */
endsAt: string
/**
 * Who may see it. Only those who consented to advertising do, whoever it is for.
 */
audience?: {
/**
 * Default: all.
 * 
 * @minItems 1
 * @maxItems 50
 */
plans?: string[]
/**
 * Default: everybody. Needs consent to profiling.
 * 
 * @minItems 1
 * @maxItems 50
 */
segments?: string[]
/**
 * Years; never below what the market's policy says.
 */
minAge?: number
}
/**
 * What is shown.
 * 
 * @minItems 1
 * @maxItems 20
 */
creatives: {
id: string
format: ("banner" | "video" | "text" | "survey" | "audio")
/**
 * Default: all of its format.
 * 
 * @minItems 1
 * @maxItems 20
 */
placements?: string[]
width?: number
height?: number
durationS?: number
url?: string
text?: string
clickUrl?: string
}[]
/**
 * What the sponsor pays for an event.
 */
prices: {
impression?: (string | number)
click?: (string | number)
complete?: (string | number)
install?: (string | number)
survey?: (string | number)
}
/**
 * What the subscriber is given for an event, once a decision.
 */
rewards?: {
impression?: {
kind: ("data" | "minutes" | "messages" | "points" | "credit")
/**
 * `100 MB`, `10 min`, `20 messages`, `50 points`, or credit as `0.50`.
 */
amount: string
/**
 * Default: as the operator's rewards.
 */
validDays?: number
}
click?: {
kind: ("data" | "minutes" | "messages" | "points" | "credit")
/**
 * `100 MB`, `10 min`, `20 messages`, `50 points`, or credit as `0.50`.
 */
amount: string
/**
 * Default: as the operator's rewards.
 */
validDays?: number
}
complete?: {
kind: ("data" | "minutes" | "messages" | "points" | "credit")
/**
 * `100 MB`, `10 min`, `20 messages`, `50 points`, or credit as `0.50`.
 */
amount: string
/**
 * Default: as the operator's rewards.
 */
validDays?: number
}
install?: {
kind: ("data" | "minutes" | "messages" | "points" | "credit")
/**
 * `100 MB`, `10 min`, `20 messages`, `50 points`, or credit as `0.50`.
 */
amount: string
/**
 * Default: as the operator's rewards.
 */
validDays?: number
}
survey?: {
kind: ("data" | "minutes" | "messages" | "points" | "credit")
/**
 * `100 MB`, `10 min`, `20 messages`, `50 points`, or credit as `0.50`.
 */
amount: string
/**
 * Default: as the operator's rewards.
 */
validDays?: number
}
}
/**
 * Traffic of certain content that the sponsor pays for while the campaign runs.
 */
sponsoredTraffic?: {
/**
 * The agreement that pays for it.
 */
agreementId: string
/**
 * Traffic of one application, or of a whole category that any provider can join.
 */
content: ("application" | "category")
/**
 * What subscribers call it.
 */
name: string
/**
 * The data that any application can use, given where a market does not allow traffic of certain content. Default: an offer that the policy check makes.
 */
insteadOf?: {
on: ("impression" | "click" | "complete" | "install" | "survey")
data: string
}
}
/**
 * Impressions a subscriber. The market's policy caps all advertisements together.
 */
caps?: {
perDay?: number
perDayOfBrand?: number
perCampaign?: number
}
budget: {
/**
 * Taken from the sponsor's account when the campaign is scheduled; what is unspent goes back.
 */
amount: (string | number)
/**
 * Default: even.
 */
pacing?: ("even" | "front-loaded")
}
/**
 * Of the audience: these see nothing, for comparison. Default: 0.
 */
holdoutPercent?: number
}
/**
 * Attributes of a campaign (JSON merge patch): what is not sent stays, null removes, lists are replaced whole.
 */
export interface Campaign_Update {
[k: string]: unknown
}
/**
 * Request for cancellation an existing product order
 */
export interface CancelProductOrder {
/**
 * id of the cancellation request (this is not an order id)
 */
id: string
/**
 * Hyperlink to access the cancellation request
 */
href: string
/**
 * Reason why the order is cancelled.
 */
cancellationReason?: string
/**
 * Date when the order is cancelled.
 */
effectiveCancellationDate?: string
/**
 * Date when the submitter wants the order to be cancelled
 */
requestedCancellationDate?: string
productOrder: ProductOrderRef
state?: TaskStateType
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type": string
}
/**
 * ProductOrder (ProductOrder) .The product order which the recommendation is related with.
 */
export interface ProductOrderRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * Request for cancellation an existing product order
 * Skipped properties: id,href,state,effectiveCancellationDate
 */
export interface CancelProductOrder_Create {
/**
 * Reason why the order is cancelled.
 */
cancellationReason?: string
/**
 * Date when the submitter wants the order to be cancelled
 */
requestedCancellationDate?: string
productOrder: ProductOrderRef
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
}
/**
 * The Payment resource represents a performed payment. It contains both information about the payment and the payment method used to perform it.
 */
export interface CarrierBillingPayment {
/**
 * Unique Identifier of the payment
 */
paymentId: string
amountTransaction: AmountTransaction
/**
 * Specifies the payment status (`processing`, `pending_validation`, `denied`, `reserved`, `succeeded`, `cancelled`).
 */
paymentStatus: string
/**
 * Date time when the payment is created in server database. This is a technical information. It must follow [RFC 3339](https://datatracker.ietf.org/doc/html/rfc3339#section-5.6) and must have time zone.
 */
paymentCreationDate: string
/**
 * Date time when the payment is effectively performed. This is a business information. It must follow [RFC 3339](https://datatracker.ietf.org/doc/html/rfc3339#section-5.6) and must have time zone.
 */
paymentDate?: string
/**
 * The address to which events shall be delivered, using the HTTP protocol.
 */
sink?: string
}
export interface CarrierBillingRefundRefund {
amountTransaction?: unknown
/**
 * Unique Identifier of the refund
 */
refundId: string
/**
 * Specifies the refund status (`processing`, `denied`, `succeeded`).
 */
refundStatus: string
/**
 * Type of refund.
 * - `total` stands for a final refund, where whole amount is refunded so as it is not indicated by API Consumer. No more refunds are allowed for that `paymentId`.
 * - `partial` stands for a partial refund, whose amount is indicated by API Consumer. More refunds are allowed for that `paymentId`.
 */
type: ("total" | "partial")
/**
 * Date time when the refund is created in server database. This is a technical information. It must follow [RFC 3339](https://datatracker.ietf.org/doc/html/rfc3339#section-5.6) and must have time zone.
 */
refundCreationDate: string
/**
 * Date time when the refund is effectively performed. This is a business information. It must follow [RFC 3339](https://datatracker.ietf.org/doc/html/rfc3339#section-5.6) and must have time zone.
 */
refundDate?: string
/**
 * Reason provided to request the refund. Optionally provided by the user or the merchant.
 */
reason?: string
/**
 * The address to which events shall be delivered, using the HTTP protocol.
 */
sink?: string
}
/**
 * A collection of Product Offerings, intended for a specific DistributionChannel, enhanced with additional information such as SLA parameters, invoicing and shipping details
 */
export interface Catalog {
/**
 * Unique identifier of the Catalog
 */
id: string
/**
 * Unique reference of the catalog
 */
href: string
/**
 * Indicates if the catalog is a product, service or resource catalog
 */
catalogType?: string
/**
 * Description of this catalog
 */
description?: string
/**
 * Date and time of the last update
 */
lastUpdate?: string
/**
 * Used to indicate the current lifecycle status
 */
lifecycleStatus?: string
/**
 * Name of the catalog
 */
name?: string
/**
 * Catalog version
 */
version?: string
/**
 * List of root categories contained in this catalog
 */
category?: CategoryRef[]
/**
 * List of parties involved in this catalog
 */
relatedParty?: RelatedParty[]
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type": string
}
/**
 * The category for grouping recommendations
 */
export interface CategoryRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * Category version
 */
version?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * A collection of Product Offerings, intended for a specific DistributionChannel, enhanced with additional information such as SLA parameters, invoicing and shipping details
 * Skipped properties: id,href
 */
export interface Catalog_Create {
/**
 * Indicates if the catalog is a product, service or resource catalog
 */
catalogType?: string
/**
 * Description of this catalog
 */
description?: string
/**
 * Date and time of the last update
 */
lastUpdate?: string
/**
 * Used to indicate the current lifecycle status
 */
lifecycleStatus?: string
/**
 * Name of the catalog
 */
name: string
/**
 * Catalog version
 */
version?: string
/**
 * List of root categories contained in this catalog
 */
category?: CategoryRef[]
/**
 * List of parties involved in this catalog
 */
relatedParty?: RelatedParty[]
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * A collection of Product Offerings, intended for a specific DistributionChannel, enhanced with additional information such as SLA parameters, invoicing and shipping details
 * Skipped properties: id,href,lastUpdate,@type,@baseType
 */
export interface Catalog_Update {
/**
 * Indicates if the catalog is a product, service or resource catalog
 */
catalogType?: string
/**
 * Description of this catalog
 */
description?: string
/**
 * Used to indicate the current lifecycle status
 */
lifecycleStatus?: string
/**
 * Name of the catalog
 */
name?: string
/**
 * Catalog version
 */
version?: string
/**
 * List of root categories contained in this catalog
 */
category?: CategoryRef[]
/**
 * List of parties involved in this catalog
 */
relatedParty?: RelatedParty[]
validFor?: TimePeriod
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
}
/**
 * The category resource is used to group product offerings, service and resource candidates in logical containers. Categories can contain other categories and/or product offerings, resource or service candidates.
 */
export interface Category {
/**
 * Unique identifier of the category
 */
id: string
/**
 * Reference of the category
 */
href: string
/**
 * Description of the category
 */
description?: string
/**
 * If true, this Boolean indicates that the category is a root of categories
 */
isRoot?: boolean
/**
 * Date and time of the last update
 */
lastUpdate?: string
/**
 * Used to indicate the current lifecycle status
 */
lifecycleStatus?: string
/**
 * Name of the category
 */
name?: string
/**
 * Unique identifier of the parent category
 */
parentId?: string
/**
 * Category version
 */
version?: string
/**
 * A product offering represents entities that are orderable from the provider of the catalog, this resource includes pricing information.
 */
productOffering?: ProductOfferingRef[]
/**
 * The category resource is used to group product offerings, service and resource candidates in logical containers. Categories can contain other (sub-)categories and/or product offerings.
 */
subCategory?: CategoryRef[]
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type": string
}
/**
 * ProductOffering reference. A product offering represents entities that are orderable from the provider of the catalog, this resource includes pricing information.
 */
export interface ProductOfferingRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * The category resource is used to group product offerings, service and resource candidates in logical containers. Categories can contain other categories and/or product offerings, resource or service candidates.
 * Skipped properties: id,href
 */
export interface Category_Create {
/**
 * Description of the category
 */
description?: string
/**
 * If true, this Boolean indicates that the category is a root of categories
 */
isRoot?: boolean
/**
 * Date and time of the last update
 */
lastUpdate?: string
/**
 * Used to indicate the current lifecycle status
 */
lifecycleStatus?: string
/**
 * Name of the category
 */
name: string
/**
 * Unique identifier of the parent category
 */
parentId?: string
/**
 * Category version
 */
version?: string
/**
 * A product offering represents entities that are orderable from the provider of the catalog, this resource includes pricing information.
 */
productOffering?: ProductOfferingRef[]
/**
 * The category resource is used to group product offerings, service and resource candidates in logical containers. Categories can contain other (sub-)categories and/or product offerings.
 */
subCategory?: CategoryRef[]
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * The category resource is used to group product offerings, service and resource candidates in logical containers. Categories can contain other categories and/or product offerings, resource or service candidates.
 * Skipped properties: id,href,lastUpdate,@type,@baseType
 */
export interface Category_Update {
/**
 * Description of the category
 */
description?: string
/**
 * If true, this Boolean indicates that the category is a root of categories
 */
isRoot?: boolean
/**
 * Used to indicate the current lifecycle status
 */
lifecycleStatus?: string
/**
 * Name of the category
 */
name?: string
/**
 * Unique identifier of the parent category
 */
parentId?: string
/**
 * Category version
 */
version?: string
/**
 * A product offering represents entities that are orderable from the provider of the catalog, this resource includes pricing information.
 */
productOffering?: ProductOfferingRef[]
/**
 * The category resource is used to group product offerings, service and resource candidates in logical containers. Categories can contain other (sub-)categories and/or product offerings.
 */
subCategory?: CategoryRef[]
validFor?: TimePeriod
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
}
/**
 * Describes a given characteristic of an object or entity through a name/value pair.
 */
export interface Characteristic {
/**
 * Unique identifier of the characteristic
 */
id?: string
/**
 * Name of the characteristic
 */
name: string
/**
 * Data type of the value of the characteristic
 */
valueType?: string
characteristicRelationship?: CharacteristicRelationship[]
value: Any
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * Another Characteristic that is related to the current Characteristic;
 */
export interface CharacteristicRelationship {
/**
 * Unique identifier of the characteristic
 */
id?: string
/**
 * The type of relationship
 */
relationshipType?: string
}
/**
 * This class defines a characteristic specification.
 */
export interface CharacteristicSpecification {
/**
 * Unique ID for the characteristic
 */
id?: string
/**
 * If true, the Boolean indicates that the target Characteristic is configurable
 */
configurable?: boolean
/**
 * A narrative that explains the CharacteristicSpecification.
 */
description?: string
/**
 * An indicator that specifies that the values for the characteristic can be extended by adding new values when instantiating a characteristic for a resource.
 */
extensible?: boolean
/**
 * An indicator that specifies if a value is unique for the specification. Possible values are; "unique while value is in effect" and "unique whether value is in effect or not"
 */
isUnique?: boolean
/**
 * The maximum number of instances a CharacteristicValue can take on. For example, zero to five phone numbers in a group calling plan, where five is the value for the maxCardinality.
 */
maxCardinality?: number
/**
 * The minimum number of instances a CharacteristicValue can take on. For example, zero to five phone numbers in a group calling plan, where zero is the value for the minCardinality.
 */
minCardinality?: number
/**
 * A word, term, or phrase by which this characteristic specification is known and distinguished from other characteristic specifications.
 */
name?: string
/**
 * A rule or principle represented in regular expression used to derive the value of a characteristic value.
 */
regex?: string
/**
 * A kind of value that the characteristic can take on, such as numeric, text and so forth
 */
valueType?: string
/**
 * An aggregation, migration, substitution, dependency or exclusivity relationship between/among Specification Characteristics.
 */
charSpecRelationship?: CharacteristicSpecificationRelationship[]
/**
 * A CharacteristicValueSpecification object is used to define a set of attributes, each of which can be assigned to a corresponding set of attributes in a CharacteristicSpecification object. The values of the attributes in the CharacteristicValueSpecification object describe the values of the attributes that a corresponding Characteristic object can take on.
 */
characteristicValueSpecification?: CharacteristicValueSpecification[]
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * This (optional) field provides a link to the schema describing the value type.
 */
"@valueSchemaLocation"?: string
}
/**
 * An aggregation, migration, substitution, dependency or exclusivity relationship between/among Characteristic specifications. The specification characteristic is embedded within the specification whose ID and href are in this entity, and identified by its ID.
 */
export interface CharacteristicSpecificationRelationship {
/**
 * unique identifier
 */
id?: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Unique identifier of the characteristic within the specification
 */
characteristicSpecificationId?: string
/**
 * Name of the target characteristic within the specification
 */
name?: string
/**
 * Hyperlink reference to the parent specification containing the target characteristic
 */
parentSpecificationHref?: string
/**
 * Unique identifier of the parent specification containing the target characteristic
 */
parentSpecificationId?: string
/**
 * Type of relationship such as aggregation, migration, substitution, dependency, exclusivity
 */
relationshipType?: string
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * specification of a value (number or text or an object) that can be assigned to a Characteristic.
 */
export interface CharacteristicValueSpecification {
/**
 * If true, the Boolean Indicates if the value is the default value for a characteristic
 */
isDefault?: boolean
/**
 * An indicator that specifies the inclusion or exclusion of the valueFrom and valueTo attributes. If applicable, possible values are "open", "closed", "closedBottom" and "closedTop".
 */
rangeInterval?: string
/**
 * A regular expression constraint for given value
 */
regex?: string
/**
 * A length, surface, volume, dry measure, liquid measure, money, weight, time, and the like. In general, a determinate quantity or magnitude of the kind designated, taken as a standard of comparison for others of the same kind, in assigning to them numerical values, as 1 foot, 1 yard, 1 mile, 1 square foot.
 */
unitOfMeasure?: string
/**
 * The low range value that a characteristic can take on
 */
valueFrom?: number
/**
 * The upper range value that a characteristic can take on
 */
valueTo?: number
/**
 * A kind of value that the characteristic value can take on, such as numeric, text and so forth
 */
valueType?: string
validFor?: TimePeriod
value?: Any
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
export interface CheckSimSwapInfo {
/**
 * Indicates whether the SIM card has been swapped during the period within the provided age.
 */
swapped: boolean
}
export interface CodePicture {
promotionId: string
/**
 * What a scanner reads: the code, as `codes` of the other requests take it.
 */
payload: string
/**
 * A QR code, SVG as a `data:` URI.
 */
image: string
}
export interface Code_Show {
/**
 * In the body, so that no log of addresses has it.
 */
code: string
/**
 * Who shows it: tries of wrong ones are counted for it.
 */
subscriber?: string
}
export interface CodesAnswer {
codes: {
promotionId?: string
usable: boolean
reasons?: {
code: string
detail: string
}[]
[k: string]: unknown
}[]
discount?: string
/**
 * What is left to pay of the order.
 */
rest?: string
[k: string]: unknown
}
export interface Codes_Redeem {
/**
 * `sub_…`, or a number: `+447700900123`.
 */
subscriber?: string
order?: {
/**
 * @minItems 1
 * @maxItems 200
 */
lines: {
/**
 * The offering or the article: an id, SKU or GTIN.
 */
product: string
category?: string
/**
 * Default: 1.
 */
quantity?: number
/**
 * Of all pieces together.
 */
amount: string
}[]
}
channel?: string
store?: string
/**
 * What else criteria may ask for, as `attribute.<name>`.
 */
attributes?: {
[k: string]: string | number
}
/**
 * How much of a gift. Default: what the order costs, or all that is left.
 */
giftAmount?: string
/**
 * @minItems 1
 * @maxItems 10
 */
codes?: string[]
/**
 * What was reserved, instead of codes.
 * 
 * @minItems 1
 * @maxItems 10
 */
redemptions?: string[]
reference?: string
}
export interface Codes_Release {
/**
 * @minItems 1
 * @maxItems 10
 */
redemptions: string[]
}
export interface Codes_Reserve {
/**
 * `sub_…`, or a number: `+447700900123`.
 */
subscriber?: string
order?: {
/**
 * @minItems 1
 * @maxItems 200
 */
lines: {
/**
 * The offering or the article: an id, SKU or GTIN.
 */
product: string
category?: string
/**
 * Default: 1.
 */
quantity?: number
/**
 * Of all pieces together.
 */
amount: string
}[]
}
channel?: string
store?: string
/**
 * What else criteria may ask for, as `attribute.<name>`.
 */
attributes?: {
[k: string]: string | number
}
/**
 * How much of a gift. Default: what the order costs, or all that is left.
 */
giftAmount?: string
/**
 * @minItems 1
 * @maxItems 10
 */
codes: string[]
/**
 * The till's transaction or the order: the same one again changes nothing.
 */
reference?: string
/**
 * How long they are kept. Default: 15.
 */
minutes?: number
}
export interface Codes_Validate {
/**
 * `sub_…`, or a number: `+447700900123`.
 */
subscriber?: string
order?: {
/**
 * @minItems 1
 * @maxItems 200
 */
lines: {
/**
 * The offering or the article: an id, SKU or GTIN.
 */
product: string
category?: string
/**
 * Default: 1.
 */
quantity?: number
/**
 * Of all pieces together.
 */
amount: string
}[]
}
channel?: string
store?: string
/**
 * What else criteria may ask for, as `attribute.<name>`.
 */
attributes?: {
[k: string]: string | number
}
/**
 * How much of a gift. Default: what the order costs, or all that is left.
 */
giftAmount?: string
/**
 * @minItems 1
 * @maxItems 10
 */
codes: string[]
}
/**
 * Implementation-specific configuration parameters needed by the subscription manager for acquiring events.
 * In CAMARA we have predefined attributes like `subscriptionExpireTime` or `subscriptionMaxEvents` to limit subscription lifetime.
 * Event type attributes must be defined in `subscriptionDetail`
 */
export interface Config {
subscriptionDetail: CreateSubscriptionDetail
/**
 * The subscription expiration time (in date-time format) requested by the API consumer. It must follow [RFC 3339](https://datatracker.ietf.org/doc/html/rfc3339#section-5.6) and must have time zone.
 */
subscriptionExpireTime?: string
/**
 * Identifies the maximum number of event reports to be generated (>=1) requested by the API consumer - Once this number is reached, the subscription ends.
 */
subscriptionMaxEvents?: number
}
/**
 * The detail of the requested event subscription
 */
export interface CreateSubscriptionDetail {
phoneNumber?: SimSwapPhoneNumber
}
export interface ConsentVersion {
subscriberId: string
version: number
at: string
actor: string
consents: {
/**
 * What for.
 */
purpose: ("advertising" | "profiling" | "insight" | "loyalty" | "partner-sharing")
/**
 * `any`: all of them.
 */
channel: ("in-app" | "sms" | "email" | "push" | "any")
state: ("granted" | "withdrawn")
expiresAt?: string
}[]
/**
 * How the operator can show that it was said.
 */
evidence: {
/**
 * How it was said.
 */
kind: ("app" | "web" | "call" | "paper" | "sms" | "import")
/**
 * Of the form, recording or message.
 */
reference: string
/**
 * The words that were agreed to, or where they are.
 */
text?: string
}
age?: ({
/**
 * Whole years, at least.
 */
over: number
/**
 * The day on which that was so.
 */
on: string
checkedBy: ("document" | "bank" | "operator" | "self-declared")
} | null)
}
export interface Consents {
subscriberId: string
/**
 * 0: nothing was said yet, and the market’s default holds.
 */
version: number
/**
 * `<subscriberId>/<version>`, for decisions
 */
consentRef?: string
/**
 * Of advertising, where nothing was said.
 */
default: ("opt-in" | "opt-out")
consents: {
/**
 * What for.
 */
purpose: ("advertising" | "profiling" | "insight" | "loyalty" | "partner-sharing")
/**
 * `any`: all of them.
 */
channel: ("in-app" | "sms" | "email" | "push" | "any")
state: ("granted" | "withdrawn")
/**
 * Of the consents, in which this was said last.
 */
version: number
at: string
expiresAt?: string
}[]
/**
 * How old the subscriber is at least. Years go by by themselves.
 */
age?: {
/**
 * Whole years, at least.
 */
over: number
/**
 * The day on which that was so.
 */
on: string
checkedBy: ("document" | "bank" | "operator" | "self-declared")
}
segments?: string[]
}
export interface Consents_Update {
/**
 * What is said now; what is not named stays as it is.
 * 
 * @minItems 1
 * @maxItems 25
 */
consents: {
/**
 * What for.
 */
purpose: ("advertising" | "profiling" | "insight" | "loyalty" | "partner-sharing")
/**
 * `any`: all of them.
 */
channel: ("in-app" | "sms" | "email" | "push" | "any")
state: ("granted" | "withdrawn")
/**
 * Given until then only.
 */
expiresAt?: string
}[]
/**
 * How the operator can show that it was said.
 */
evidence: {
/**
 * How it was said.
 */
kind: ("app" | "web" | "call" | "paper" | "sms" | "import")
/**
 * Of the form, recording or message.
 */
reference: string
/**
 * The words that were agreed to, or where they are.
 */
text?: string
}
/**
 * null: forget it.
 */
age?: ({
/**
 * Whole years, at least.
 */
over: number
/**
 * The day on which that was so.
 */
on: string
checkedBy: ("document" | "bank" | "operator" | "self-declared")
} | null)
}
/**
 * Constraint reference. The Constraint resource represents a policy/rule applied to an entity or entity spec.
 */
export interface ConstraintRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * constraint version
 */
version?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * Indicates the contact medium that could be used to contact the party.
 */
export interface ContactMedium {
/**
 * unique identifier
 */
id?: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Type of the contact medium, such as: email address, telephone number, postal address
 */
mediumType?: string
/**
 * If true, indicates that is the preferred contact medium
 */
preferred?: boolean
characteristic?: MediumCharacteristic
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * Describes the contact medium characteristics that could be used to contact a party (an individual or an organization)
 */
export interface MediumCharacteristic {
/**
 * unique identifier
 */
id?: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * The city
 */
city?: string
/**
 * The type of contact, for example: phone number such as mobile, fixed home, fixed office. postal address such as shipping instalation…
 */
contactType?: string
/**
 * The country
 */
country?: string
/**
 * Full email address in standard format
 */
emailAddress?: string
/**
 * The fax number of the contact
 */
faxNumber?: string
/**
 * The primary phone number of the contact
 */
phoneNumber?: string
/**
 * Postcode
 */
postCode?: string
/**
 * Identifier as a member of a social network
 */
socialNetworkId?: string
/**
 * State or province
 */
stateOrProvince?: string
/**
 * Describes the street
 */
street1?: string
/**
 * Complementary street description
 */
street2?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
export interface Conversion {
id: string
status: ("attributed" | "held-out" | "not-attributed")
reason?: ("consent" | "nothing-seen")
campaignId?: string
decisionId?: string
by?: ("click" | "impression")
}
export interface Conversion_Create {
/**
 * Yours: the same one again is the same conversion.
 */
id: string
subscriberId: string
kind: ("basket" | "purchase" | "sign-up" | "visit")
/**
 * When; at most 90 days ago.
 */
occurredAt: string
/**
 * What was spent, in the market's currency.
 */
amount?: (string | number)
/**
 * What was bought. Default: any.
 */
brand?: string
/**
 * Only this one is looked at. Default: all that the subscriber saw.
 */
campaignId?: string
}
export interface CouponBatch {
id: string
promotionId: string
state: ("queued" | "running" | "ready" | "cancelled")
count: number
/**
 * How many codes are written so far.
 */
done: number
length: ("long" | "short")
file?: {
bucket: string
key: string
}
createdAt: string
[k: string]: unknown
}
export interface CouponBatch_Create {
count: number
/**
 * long: 30 characters, which nobody guesses · short: 20, for people who type. Default: long.
 */
length?: ("long" | "short")
name?: string
}
export interface CreateCheckSimSwap {
phoneNumber?: SimSwapPhoneNumber
/**
 * Period in hours to be checked for SIM swap.
 */
maxAge?: number
}
export interface CreatePayment {
amountTransaction: AmountTransactionInput
/**
 * The address to which events shall be delivered, using the HTTP protocol.
 */
sink?: string
sinkCredential?: SinkCredential
}
export interface CreateRefund {
amountTransaction?: unknown
/**
 * Type of refund.
 * - `total` stands for a final refund, where whole amount is refunded so as it is not indicated by API Consumer. No more refunds are allowed for that `paymentId`.
 * - `partial` stands for a partial refund, whose amount is indicated by API Consumer. More refunds are allowed for that `paymentId`.
 */
type: ("total" | "partial")
/**
 * Reason provided to request the refund. Optionally provided by the user or the merchant.
 */
reason?: string
/**
 * The address to which events shall be delivered, using the HTTP protocol.
 */
sink?: string
sinkCredential?: SinkCredential
}
export interface CreateSimSwapDate {
phoneNumber?: SimSwapPhoneNumber
}
/**
 * Credit profile for the party (containing credit scoring, ...). By default only the current credit profile  is retrieved. It can be used as a list to give the party credit profiles history, the first one in the list will be the current one.
 */
export interface CreditProfile {
/**
 * The date the profile was established
 */
creditProfileDate: string
/**
 * This is an integer whose value is used to rate the risk
 */
creditRiskRating?: number
/**
 * A measure of a person or organizations creditworthiness calculated on the basis of a combination of factors such as their income and credit history
 */
creditScore?: number
validFor: CustomersTimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
}
/**
 * A period of time, either as a deadline (endDateTime only) a startDateTime only, or both
 */
export interface CustomersTimePeriod {
/**
 * End of the time period, using IETC-RFC-3339 format
 */
endDateTime?: string
/**
 * Start of the time period, using IETC-RFC-3339 format. If you define a start, you must also define an end
 */
startDateTime?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
}
export interface Customer {
/**
 * Unique identifier for Customers
 */
id: string
/**
 * Url used to reference the customer.
 */
href: string
/**
 * A word, term, or phrase by which the Customer is known and distinguished from other Customers.
 */
name?: string
/**
 * Used to track the lifecycle status of the customer.
 */
status?: string
/**
 * A string providing an explanation on the value of the status lifecycle. For instance if the status is Rejected, statusReason will provide the reason for rejection.
 */
statusReason?: string
account?: AccountRef[]
agreement?: CustomersAgreementRef[]
/**
 * Describes the characteristic of a customer.
 */
characteristic?: CustomersCharacteristic[]
contactMedium?: CustomersContactMedium[]
creditProfile?: CreditProfile[]
engagedParty: CustomersRelatedParty
paymentMethod?: PaymentMethodRef[]
relatedParty?: CustomersRelatedParty[]
validFor?: CustomersTimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type": string
}
/**
 * Agreement reference. An agreement represents a contract or arrangement, either written or verbal and sometimes enforceable by law, such as a service level agreement or a customer price agreement. An agreement involves a number of other business entities, such as products, services, and resources and/or their specifications.
 */
export interface CustomersAgreementRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the agreement
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * Indicates the contact medium that could be used to contact the party.
 */
export interface CustomersContactMedium {
/**
 * Type of the contact medium, such as: email address, telephone number, postal address
 */
mediumType: string
/**
 * If true, indicates that is the preferred contact medium
 */
preferred?: boolean
characteristic: CustomersMediumCharacteristic
validFor?: CustomersTimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
}
/**
 * Describes the contact medium characteristics that could be used to contact a party (an individual or an organization)
 */
export interface CustomersMediumCharacteristic {
/**
 * The city
 */
city?: string
/**
 * The type of contact, for example: phone number such as mobile, fixed home, fixed office. postal address such as shipping instalation…
 */
contactType?: string
/**
 * The country
 */
country?: string
/**
 * Full email address in standard format
 */
emailAddress?: string
/**
 * The fax number of the contact
 */
faxNumber?: string
/**
 * The primary phone number of the contact
 */
phoneNumber?: string
/**
 * Postcode
 */
postCode?: string
/**
 * Identifier as a member of a social network
 */
socialNetworkId?: string
/**
 * State or province
 */
stateOrProvince?: string
/**
 * Describes the street
 */
street1?: string
/**
 * Complementary street description
 */
street2?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
}
/**
 * Related Entity reference. A related party defines party or party role linked to a specific entity.
 */
export interface CustomersRelatedParty {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * Role played by the related party
 */
role?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType": string
}
/**
 * PaymentMethod reference. A payment method defines a specific mean of payment (e.g direct debit).
 */
export interface PaymentMethodRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * The customer bill. Can be a regular recurring bill or an extra bill on demand by the customer or the csp.
 */
export interface CustomerBill {
/**
 * Explanation: Unique identifier of he bill
 */
id: string
/**
 * Bill unique reference
 */
href: string
/**
 * Bill date, external customer view (in consequence: different to the production date of the bill)
 */
billDate?: string
/**
 * Bill reference known by the customer or the party and displayed on the bill. Could be different from the id
 */
billNo?: string
/**
 * Category of the bill produced : normal, duplicate, interim, last, trial customer or credit note for example
 */
category?: string
/**
 * Date of bill last update
 */
lastUpdate?: string
/**
 * ). Approximate date of  the next bill production given for information (only used/meaningful for on cycle / regular bills)
 */
nextBillDate?: string
/**
 * Date at which the amount due should have been paid
 */
paymentDueDate?: string
amountDue?: Money
/**
 * Applied payment is a payment associated with the bill. There may be a partial payment, then there should be several applied payments available. On the other hand, more than one bill could be payed by one payment. In general there is an n:m relation between payment and bill.
 */
appliedPayment?: AppliedPayment[]
billCycle?: BillCycleRef
billDocument?: BillsAttachmentRefOrValue[]
billingAccount?: BillsBillingAccountRef
billingPeriod?: TimePeriod
financialAccount?: FinancialAccountRef
paymentMethod?: PaymentMethodRef
relatedParty?: CustomersRelatedParty[]
remainingAmount?: Money
runType?: CustomerBillRunType
state?: CustomerBillStateType
taxExcludedAmount?: Money
taxIncludedAmount?: Money
taxItem?: BillsTaxItem[]
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type": string
}
/**
 * AccountReceivable reference. An account of money owed by a party to another entity in exchange for goods or services that have been delivered or used. An account receivable aggregates the amounts of one or more party accounts (billing or settlement) owned by a given party.
 */
export interface FinancialAccountRef {
/**
 * Unique identifier of a related entity.
 */
id: string
/**
 * Reference of the related entity.
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * This resource is used to manage the creation request of a customer bill in real-time (on demand).
 */
export interface CustomerBillOnDemand {
/**
 * Explanation: Unique identifier of the customer bill on demand request given by the server
 */
id: string
/**
 * Reference of the customer bill on demand request
 */
href: string
/**
 * Additional data describing the customer bill on demand request
 */
description?: string
/**
 * The last date time when the customer bill on demand has been updated
 */
lastUpdate?: string
/**
 * Friendly name to identify the customer bill on demand request
 */
name?: string
billingAccount?: BillsBillingAccountRef
customerBill?: CustomerBillRef
relatedParty?: CustomersRelatedParty
state?: CustomerBillOnDemandStateType
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type": string
}
/**
 * This resource is used to manage the creation request of a customer bill in real-time (on demand).
 * Skipped properties: id,href
 */
export interface CustomerBillOnDemand_Create {
/**
 * Additional data describing the customer bill on demand request
 */
description?: string
/**
 * The last date time when the customer bill on demand has been updated
 */
lastUpdate?: string
/**
 * Friendly name to identify the customer bill on demand request
 */
name?: string
billingAccount?: BillsBillingAccountRef
customerBill?: CustomerBillRef
relatedParty?: CustomersRelatedParty
state?: CustomerBillOnDemandStateType
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
}
/**
 * The customer bill. Can be a regular recurring bill or an extra bill on demand by the customer or the csp.
 * Skipped properties: id,href,amountDue,appliedPayment,billDate,billDocument,billNo,billingAccount,billingPeriod,category,financialAccount,lastUpdate,nextBillDate,paymentDueDate,paymentMethod,relatedParty,remainingAmount,runType,taxExcludedAmount,taxIncludedAmount,taxItem
 */
export interface CustomerBill_Update {
billCycle?: BillCycleRef
state?: CustomerBillStateType
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
}
/**
 * Skipped properties: id,href
 */
export interface Customer_Create {
/**
 * A word, term, or phrase by which the Customer is known and distinguished from other Customers.
 */
name: string
/**
 * Used to track the lifecycle status of the customer.
 */
status?: string
/**
 * A string providing an explanation on the value of the status lifecycle. For instance if the status is Rejected, statusReason will provide the reason for rejection.
 */
statusReason?: string
account?: AccountRef[]
agreement?: CustomersAgreementRef[]
/**
 * Describes the characteristic of a customer.
 */
characteristic?: CustomersCharacteristic[]
contactMedium?: CustomersContactMedium[]
creditProfile?: CreditProfile[]
engagedParty: CustomersRelatedParty
paymentMethod?: PaymentMethodRef[]
relatedParty?: CustomersRelatedParty[]
validFor?: CustomersTimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
}
/**
 * Skipped properties: id,href
 */
export interface Customer_Update {
/**
 * A word, term, or phrase by which the Customer is known and distinguished from other Customers.
 */
name?: string
/**
 * Used to track the lifecycle status of the customer.
 */
status?: string
/**
 * A string providing an explanation on the value of the status lifecycle. For instance if the status is Rejected, statusReason will provide the reason for rejection.
 */
statusReason?: string
account?: AccountRef[]
agreement?: CustomersAgreementRef[]
/**
 * Describes the characteristic of a customer.
 */
characteristic?: CustomersCharacteristic[]
contactMedium?: CustomersContactMedium[]
creditProfile?: CreditProfile[]
engagedParty: CustomersRelatedParty
paymentMethod?: PaymentMethodRef[]
relatedParty?: CustomersRelatedParty[]
validFor?: CustomersTimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
}
/**
 * Lack or inadequate strength or ability.
 */
export interface Disability {
/**
 * unique identifier
 */
id?: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Code of the disability
 */
disabilityCode?: string
/**
 * Name of the disability
 */
disabilityName?: string
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * A time interval in a given unit of time
 */
export interface Duration {
/**
 * Time interval (number of seconds, minutes, hours, etc.)
 */
amount?: number
/**
 * Unit of time (seconds, minutes, hours, etc.)
 */
units?: string
}
/**
 * A migration, substitution, dependency or exclusivity relationship between/among entity specifications.
 */
export interface EntitySpecificationRelationship {
/**
 * unique identifier
 */
id?: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * Type of relationship such as migration, substitution, dependency, exclusivity
 */
relationshipType: string
/**
 * The association role for this entity specification
 */
role?: string
associationSpec?: AssociationSpecificationRef
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
export interface ErrorInfo {
/**
 * HTTP response status code
 */
status: number
/**
 * A human-readable code to describe the error
 */
code: string
/**
 * A human-readable description of what the event represents
 */
message: string
}
export interface Event {
specversion: "1.0"
id: string
source: string
type: string
time: string
subject: string
datacontenttype: "application/json"
partitionkey: string
actor: {
type: ("partner" | "operator" | "subscriber" | "network" | "system")
id: string
}
data: {
[k: string]: unknown
}
previousData?: {
[k: string]: unknown
}
/**
 * Only of one event
 */
deliveries?: {
endpointId: string
status: ("pending" | "delivered" | "dead")
attempts: number
/**
 * HTTP status of the last answer
 */
lastStatus?: number
lastError?: string
nextAttemptAt?: string
updatedAt: string
}[]
}
/**
 * Sets the communication endpoint address the service instance must use to deliver notification information
 */
export interface EventSubscription {
/**
 * Id of the listener
 */
id: string
/**
 * The callback being registered.
 */
callback: string
/**
 * additional data to be passed
 */
query?: string
}
/**
 * Sets the communication endpoint address the service instance must use to deliver notification information
 */
export interface EventSubscriptionInput {
/**
 * The callback being registered.
 */
callback: string
/**
 * additional data to be passed
 */
query?: string
}
export interface Experiment {
id: string
href: string
state: ("draft" | "running" | "stopped" | "decided" | "cancelled")
name: string
createdAt: string
[k: string]: unknown
}
export interface ExperimentAssignment {
experimentId: string
subscriberId: string
/**
 * null: the experiment is not for this one.
 */
variant: (string | null)
treatment?: {
kind: string
[k: string]: unknown
}
since?: string
}
export interface ExperimentAssignment_Create {
/**
 * `sub_…`
 */
subscriberId: string
}
export interface ExperimentConversion {
experimentId: string
subscriberId: string
id: string
/**
 * false: it was counted before, or the subscriber is in no variant.
 */
counted: boolean
}
export interface ExperimentConversion_Create {
/**
 * `sub_…`
 */
subscriberId: string
/**
 * Of what was done; once counted, it is not counted again.
 */
id: string
}
export interface ExperimentDecision {
/**
 * What is kept. Default: the winner; `control` keeps what was.
 */
variant?: string
reason?: string
}
export interface ExperimentResults {
experimentId: string
outcome: ("go-on" | "winner" | "worse" | "guardrail" | "no-difference")
variant?: string
daysRunning: number
primary: {
variant: string
/**
 * Of each subscriber since it was first exposed: revenue, margin, cost in micros; usage in bytes; churn, conversion 0 or 1.
 */
metric: ("revenue" | "margin" | "usage" | "churn" | "conversion" | "cost")
control: {
n: number
mean: number
}
treatment: {
n: number
mean: number
}
/**
 * Mean of the treatment less mean of the control.
 */
difference: number
/**
 * The true difference is within so much of it; null: nothing is known yet.
 */
margin: (number | null)
/**
 * Valid at every look.
 */
pValue: number
[k: string]: unknown
}[]
guardrails: {
variant: string
/**
 * Of each subscriber since it was first exposed: revenue, margin, cost in micros; usage in bytes; churn, conversion 0 or 1.
 */
metric: ("revenue" | "margin" | "usage" | "churn" | "conversion" | "cost")
control: {
n: number
mean: number
}
treatment: {
n: number
mean: number
}
/**
 * Mean of the treatment less mean of the control.
 */
difference: number
/**
 * The true difference is within so much of it; null: nothing is known yet.
 */
margin: (number | null)
/**
 * Valid at every look.
 */
pValue: number
[k: string]: unknown
}[]
breached?: {
variant: string
guardrail: string
}[]
/**
 * Variants with fewer subscribers than the market's smallest group: nothing is told of them.
 */
suppressed?: string[]
}
export interface Experiment_Create {
/**
 * Yours; the same request again is the same experiment.
 */
id: string
name: string
/**
 * What you expect, and why.
 */
hypothesis: string
/**
 * @minItems 2
 * @maxItems 10
 */
variants: {
id: string
name: string
/**
 * Its share, of 10,000.
 */
parts: number
/**
 * control: as it is. holdout: told of nothing at all.
 */
role: ("control" | "treatment" | "holdout")
treatment?: ({
kind: "none"
} | {
kind: "offering"
/**
 * As under `plans` of an operator file; published when the experiment starts.
 */
offering: {
id: string
name: string
[k: string]: unknown
}
} | {
kind: "promotion"
/**
 * A released promotion.
 */
promotionId: string
})
}[]
primary: {
/**
 * Of each subscriber since it was first exposed: revenue, margin, cost in micros; usage in bytes; churn, conversion 0 or 1.
 */
name: ("revenue" | "margin" | "usage" | "churn" | "conversion" | "cost")
/**
 * Which way is good.
 */
better: ("higher" | "lower")
/**
 * The smallest difference of means that is worth it, in the metric's unit.
 */
smallestEffect: number
}
/**
 * What must not get worse.
 * 
 * @maxItems 10
 */
guardrails?: {
/**
 * Of each subscriber since it was first exposed: revenue, margin, cost in micros; usage in bytes; churn, conversion 0 or 1.
 */
name: ("revenue" | "margin" | "usage" | "churn" | "conversion" | "cost")
/**
 * Which way is good.
 */
better: ("higher" | "lower")
/**
 * How much worse it may get, in its unit.
 */
tolerated: number
}[]
stopRule?: {
/**
 * Chance to see a difference where there is none.
 */
alpha?: number
/**
 * No verdict before every variant has so many.
 */
subscribersEach?: number
longestDays?: number
}
}
/**
 * External reference of the individual or reference in other system
 */
export interface ExternalReference {
/**
 * unique identifier
 */
id?: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Type of the external reference
 */
externalReferenceType?: string
/**
 * External reference name
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * Configuration feature.
 */
export interface Feature {
/**
 * Unique identifier of the feature.
 */
id?: string
/**
 * True if this is a feature group. Default is false.
 */
isBundle?: boolean
/**
 * True if this feature is enabled. Default is true.
 */
isEnabled?: boolean
/**
 * This is the name for the feature.
 */
name: string
/**
 * This is a list of feature constraints.
 */
constraint?: ConstraintRef[]
/**
 * This is a list of Characteristics for a particular feature.
 * 
 * @minItems 1
 */
featureCharacteristic: PartiesCharacteristic[]
featureRelationship?: FeatureRelationship[]
}
/**
 * Describes a given characteristic of an object or entity through a name/value pair.
 */
export interface PartiesCharacteristic {
/**
 * Unique identifier of the characteristic
 */
id?: string
/**
 * Name of the characteristic
 */
name: string
/**
 * Data type of the value of the characteristic
 */
valueType?: string
characteristicRelationship?: PartiesCharacteristicRelationship[]
value: Any
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * Another Characteristic that is related to the current Characteristic;
 */
export interface PartiesCharacteristicRelationship {
/**
 * Unique identifier of the characteristic
 */
id?: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * The type of relationship
 */
relationshipType?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * Configuration feature
 */
export interface FeatureRelationship {
/**
 * Unique identifier of the target feature.
 */
id?: string
/**
 * This is the name of the target feature.
 */
name: string
/**
 * This is the type of the feature relationship.
 */
relationshipType: string
validFor?: TimePeriod
}
export interface Forecast {
/**
 * Days of usage that it looks back on. Default: 28.
 */
days?: number
/**
 * What is not known yet. Defaults are in the answer.
 */
assume?: {
consentPercent?: number
impressionsPerDay?: number
clickPercent?: number
completePercent?: number
installPercent?: number
surveyPercent?: number
}
}
export interface HTTPSettings {
/**
 * A set of key/value pairs that is copied into the HTTP request as custom headers.
 * 
 * NOTE: Use/Applicability of this concept has not been discussed in Commonalities under the scope of Meta Release v0.4. When required by an API project as an option to meet a UC/Requirement, please generate an issue for Commonalities discussion about it.
 */
headers?: {
[k: string]: string
}
/**
 * The HTTP method to use for sending the message.
 */
method?: "POST"
}
export interface ImportedRecipe {
recipeId: string
compiles: boolean
problems: {
param: string
reason: string
}[]
published: boolean
[k: string]: unknown
}
/**
 * Individual represents a single human being (a man, woman or child). The individual can be a customer, an employee or any other person that the organization needs to store information about.
 */
export interface Individual {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href: string
/**
 * e.g. Baron, Graf, Earl,…
 */
aristocraticTitle?: string
/**
 * Birth date
 */
birthDate?: string
/**
 * Country where the individual was born
 */
countryOfBirth?: string
/**
 * Date of death
 */
deathDate?: string
/**
 * Contains the non-chosen or inherited name. Also known as last name in the Western context
 */
familyName?: string
/**
 * Family name prefix
 */
familyNamePrefix?: string
/**
 * A fully formatted name in one string with all of its pieces in their proper place and all of the necessary punctuation. Useful for specific contexts (Chinese, Japanese, Korean,…)
 */
formattedName?: string
/**
 * Full name flatten (first, middle, and last names)
 */
fullName?: string
/**
 * Gender
 */
gender?: string
/**
 * e.g.. Sr, Jr, III (the third),…
 */
generation?: string
/**
 * First name of the individual
 */
givenName?: string
/**
 * Legal name or birth name (name one has for official purposes)
 */
legalName?: string
/**
 * Temporary current location od the individual (may be used if the individual has approved its sharing)
 */
location?: string
/**
 * Marital status (married, divorced, widow ...)
 */
maritalStatus?: string
/**
 * Middles name or initial
 */
middleName?: string
/**
 * Nationality
 */
nationality?: string
/**
 * Reference to the place where the individual was born
 */
placeOfBirth?: string
/**
 * Contains the chosen name by which the individual prefers to be addressed. Note: This name may be a name other than a given name, such as a nickname
 */
preferredGivenName?: string
/**
 * Useful for titles (aristocratic, social,...) Pr, Dr, Sir, ...
 */
title?: string
contactMedium?: ContactMedium[]
creditRating?: PartyCreditProfile[]
disability?: Disability[]
externalReference?: ExternalReference[]
individualIdentification?: IndividualIdentification[]
languageAbility?: LanguageAbility[]
otherName?: OtherNameIndividual[]
partyCharacteristic?: PartiesCharacteristic[]
relatedParty?: RelatedParty[]
skill?: Skill[]
status?: IndividualStateType
taxExemptionCertificate?: TaxExemptionCertificate[]
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type": string
}
/**
 * An individual might be evaluated for its worthiness and this evaluation might be based on a credit rating given by a credit agency.
 */
export interface PartyCreditProfile {
/**
 * unique identifier
 */
id?: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the credit agency giving the score
 */
creditAgencyName?: string
/**
 * Type of the credit agency giving the score
 */
creditAgencyType?: string
/**
 * Reference corresponding to the credit rating
 */
ratingReference?: string
/**
 * A measure of a party’s creditworthiness calculated on the basis of a combination of factors such as their income and credit history
 */
ratingScore?: number
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * Represents our registration of information used as proof of identity by an individual (passport, national identity card, drivers license, social security number, birth certificate)
 */
export interface IndividualIdentification {
/**
 * unique identifier
 */
id?: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Identifier
 */
identificationId?: string
/**
 * Identification type (passport, national identity card, drivers license, social security number, birth certificate)
 */
identificationType?: string
/**
 * Authority which has issued the identifier, such as: social security, town hall
 */
issuingAuthority?: string
/**
 * Date at which the identifier was issued
 */
issuingDate?: string
attachment?: AttachmentRefOrValue
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * Ability of an individual to understand or converse in a language.
 */
export interface LanguageAbility {
/**
 * unique identifier
 */
id?: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * A “true” value specifies whether the language is considered by the individual as his favourite one
 */
isFavouriteLanguage?: boolean
/**
 * Language code (RFC 5646)
 */
languageCode?: string
/**
 * Language name
 */
languageName?: string
/**
 * Listening proficiency evaluated for this language
 */
listeningProficiency?: string
/**
 * Reading proficiency evaluated for this language
 */
readingProficiency?: string
/**
 * Speaking proficiency evaluated for this language
 */
speakingProficiency?: string
/**
 * Writing proficiency evaluated for this language
 */
writingProficiency?: string
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * Keeps track of other names, for example the old name of a woman before marriage or an artist name.
 */
export interface OtherNameIndividual {
/**
 * unique identifier
 */
id?: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * e.g. Baron, Graf, Earl,…
 */
aristocraticTitle?: string
/**
 * Contains the non-chosen or inherited name. Also known as last name in the Western context
 */
familyName?: string
/**
 * Family name prefix
 */
familyNamePrefix?: string
/**
 * . A fully formatted name in one string with all of its pieces in their proper place and all of the necessary punctuation. Useful for specific contexts (Chinese, Japanese, Korean,…)
 */
formattedName?: string
/**
 * Full name flatten (first, middle, and last names)
 */
fullName?: string
/**
 * e.g. Sr, Jr…
 */
generation?: string
/**
 * First name
 */
givenName?: string
/**
 * Legal name or birth name (name one has for official purposes)
 */
legalName?: string
/**
 * Middle name or initial
 */
middleName?: string
/**
 * Contains the chosen name by which the person prefers to be addressed. Note: This name may be a name other than a given name, such as a nickname
 */
preferredGivenName?: string
/**
 * Use for titles (aristrocatic, social, ...): Pr, Dr, Sir,....
 */
title?: string
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * Skills evaluated for an individual with a level and possibly with a limited validity when an obsolescence is defined (Ex: the first-aid certificate first level is limited to one year and an update training is required each year to keep the level).
 */
export interface Skill {
/**
 * unique identifier
 */
id?: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * A free text comment linked to the evaluation done
 */
comment?: string
/**
 * Level of expertise in a skill evaluated for an individual
 */
evaluatedLevel?: string
/**
 * Code of the skill
 */
skillCode?: string
/**
 * Name of the skill such as Java language,…
 */
skillName?: string
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * A tax exemption certificate represents a tax exemption granted to a party (individual or organization) by a tax jurisdiction which may be a city, state, country,... An exemption has a certificate identifier (received from the jurisdiction that levied the tax) and a validity period. An exemption is per tax types and determines for each type of tax what portion of the tax is exempted (partial by percentage or complete) via the tax definition.
 */
export interface TaxExemptionCertificate {
/**
 * Identifier of the tax exemption within list of the exemptions
 */
id?: string
/**
 * Identifier of a document that shows proof of exemption from taxes for the taxing jurisdiction
 */
certificateNumber?: string
/**
 * Name of the jurisdiction that issued the exemption
 */
issuingJurisdiction?: string
/**
 * Reason for the tax exemption
 */
reason?: string
attachment?: AttachmentRefOrValue
/**
 * A list of taxes that are covered by the exemption, e.g. City Tax, State Tax. The definition would include the exemption (e.g. for a rate exemption 0% would be a full exemption, 5% could be a partial exemption if the actual rate was 10%).
 */
taxDefinition?: TaxDefinition[]
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * Reference of a tax definition. A tax is levied by an authorized tax jurisdiction. There are many different types of tax (Federal Tax levied by the US Government, State Tax levied by the State of California,…).
 */
export interface TaxDefinition {
/**
 * Unique identifier of the tax.
 */
id?: string
/**
 * Level of the jurisdiction that levies the tax
 */
jurisdictionLevel?: string
/**
 * Name of the jurisdiction that levies the tax
 */
jurisdictionName?: string
/**
 * Tax name.
 */
name?: string
/**
 * Type of the tax.
 */
taxType?: string
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * Individual represents a single human being (a man, woman or child). The individual can be a customer, an employee or any other person that the organization needs to store information about.
 * Skipped properties: id,href
 */
export interface Individual_Create {
/**
 * e.g. Baron, Graf, Earl,…
 */
aristocraticTitle?: string
/**
 * Birth date
 */
birthDate?: string
/**
 * Country where the individual was born
 */
countryOfBirth?: string
/**
 * Date of death
 */
deathDate?: string
/**
 * Contains the non-chosen or inherited name. Also known as last name in the Western context
 */
familyName: string
/**
 * Family name prefix
 */
familyNamePrefix?: string
/**
 * A fully formatted name in one string with all of its pieces in their proper place and all of the necessary punctuation. Useful for specific contexts (Chinese, Japanese, Korean,…)
 */
formattedName?: string
/**
 * Full name flatten (first, middle, and last names)
 */
fullName?: string
/**
 * Gender
 */
gender?: string
/**
 * e.g.. Sr, Jr, III (the third),…
 */
generation?: string
/**
 * First name of the individual
 */
givenName: string
/**
 * Legal name or birth name (name one has for official purposes)
 */
legalName?: string
/**
 * Temporary current location od the individual (may be used if the individual has approved its sharing)
 */
location?: string
/**
 * Marital status (married, divorced, widow ...)
 */
maritalStatus?: string
/**
 * Middles name or initial
 */
middleName?: string
/**
 * Nationality
 */
nationality?: string
/**
 * Reference to the place where the individual was born
 */
placeOfBirth?: string
/**
 * Contains the chosen name by which the individual prefers to be addressed. Note: This name may be a name other than a given name, such as a nickname
 */
preferredGivenName?: string
/**
 * Useful for titles (aristocratic, social,...) Pr, Dr, Sir, ...
 */
title?: string
contactMedium?: ContactMedium[]
creditRating?: PartyCreditProfile[]
disability?: Disability[]
externalReference?: ExternalReference[]
individualIdentification?: IndividualIdentification[]
languageAbility?: LanguageAbility[]
otherName?: OtherNameIndividual[]
partyCharacteristic?: PartiesCharacteristic[]
relatedParty?: RelatedParty[]
skill?: Skill[]
status?: IndividualStateType
taxExemptionCertificate?: TaxExemptionCertificate[]
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * Individual represents a single human being (a man, woman or child). The individual can be a customer, an employee or any other person that the organization needs to store information about.
 * Skipped properties: id,href
 */
export interface Individual_Update {
/**
 * e.g. Baron, Graf, Earl,…
 */
aristocraticTitle?: string
/**
 * Birth date
 */
birthDate?: string
/**
 * Country where the individual was born
 */
countryOfBirth?: string
/**
 * Date of death
 */
deathDate?: string
/**
 * Contains the non-chosen or inherited name. Also known as last name in the Western context
 */
familyName?: string
/**
 * Family name prefix
 */
familyNamePrefix?: string
/**
 * A fully formatted name in one string with all of its pieces in their proper place and all of the necessary punctuation. Useful for specific contexts (Chinese, Japanese, Korean,…)
 */
formattedName?: string
/**
 * Full name flatten (first, middle, and last names)
 */
fullName?: string
/**
 * Gender
 */
gender?: string
/**
 * e.g.. Sr, Jr, III (the third),…
 */
generation?: string
/**
 * First name of the individual
 */
givenName?: string
/**
 * Legal name or birth name (name one has for official purposes)
 */
legalName?: string
/**
 * Temporary current location od the individual (may be used if the individual has approved its sharing)
 */
location?: string
/**
 * Marital status (married, divorced, widow ...)
 */
maritalStatus?: string
/**
 * Middles name or initial
 */
middleName?: string
/**
 * Nationality
 */
nationality?: string
/**
 * Reference to the place where the individual was born
 */
placeOfBirth?: string
/**
 * Contains the chosen name by which the individual prefers to be addressed. Note: This name may be a name other than a given name, such as a nickname
 */
preferredGivenName?: string
/**
 * Useful for titles (aristocratic, social,...) Pr, Dr, Sir, ...
 */
title?: string
contactMedium?: ContactMedium[]
creditRating?: PartyCreditProfile[]
disability?: Disability[]
externalReference?: ExternalReference[]
individualIdentification?: IndividualIdentification[]
languageAbility?: LanguageAbility[]
otherName?: OtherNameIndividual[]
partyCharacteristic?: PartiesCharacteristic[]
relatedParty?: RelatedParty[]
skill?: Skill[]
status?: IndividualStateType
taxExemptionCertificate?: TaxExemptionCertificate[]
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * Task resource for operation initiate payment
 */
export interface InitiatePayment {
/**
 * The identifier of the task
 */
id?: string
/**
 * A reference to the task
 */
href?: string
InitiatePaymentDate?: string
/**
 * date of the operation initiate payment
 */
"InitiatePaymentDate "?: string
InitiatedPaymentDate?: string
/**
 * date when the operation was initiated
 */
"InitiatedPaymentDate "?: string
/**
 * Current state of the operation task
 */
state?: string
authorizedPayment?: AuthorizePaymentRef
"authorizedPayment "?: AuthorizePaymentRef
initiatedPayment?: PaymentRefOrValue
"initiatedPayment "?: PaymentRefOrValue
}
/**
 * Task resource for operation initiate payment
 * Skipped properties: id,href,state,initiatePaymentDate,initiatedPaymentDate
 */
export interface InitiatePayment_Create {
InitiatePaymentDate?: string
/**
 * date of the operation initiate payment
 */
"InitiatePaymentDate "?: string
InitiatedPaymentDate?: string
/**
 * date when the operation was initiated
 */
"InitiatedPaymentDate "?: string
authorizedPayment?: AuthorizePaymentRef
"authorizedPayment "?: AuthorizePaymentRef
initiatedPayment?: PaymentRefOrValue
"initiatedPayment "?: PaymentRefOrValue
}
export interface InsightGroup {
by: {
[k: string]: string
}
people: number
revenue: string
/**
 * Revenue a person, in the market currency.
 */
arpu: string
wholesale: string
bytes: string
seconds: string
messages: string
churned: number
[k: string]: unknown
}
export interface InsightMonth {
/**
 * `2026-10`
 */
month: string
closedAt: string
smallestGroup: number
/**
 * In groups that may be told.
 */
people: number
[k: string]: unknown
}
/**
 * BillingAccount reference. A BillingAccount is a detailed description of a bill structure.
 */
export interface InventoryBillingAccountRef {
/**
 * Unique identifier of the billing account
 */
id: string
/**
 * Reference of the billing account
 */
href?: string
/**
 * Name of the billing account
 */
name?: string
/**
 * Indicates whether the account follows a specific payment option such as prepaid or postpaid
 */
ratingType?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * Provides all amounts (tax included, duty free, tax rate), used currency and percentage to apply for Price Alteration.
 */
export interface InventoryPrice {
/**
 * Percentage to apply for ProdOfferPriceAlteration
 */
percentage?: number
/**
 * Tax rate
 */
taxRate?: number
dutyFreeAmount?: Money
taxIncludedAmount?: Money
}
/**
 * Is an amount, usually of money, that modifies the price charged for an order item.
 */
export interface InventoryPriceAlteration {
/**
 * Duration during which the alteration applies on the order item price (for instance 2 months free of charge for the recurring charge)
 */
applicationDuration?: number
/**
 * A narrative that explains in detail the semantics of this order item price alteration
 */
description?: string
/**
 * Name of the order item price alteration
 */
name?: string
/**
 * A category that describes the price such as recurring, one time and usage.
 */
priceType: string
/**
 * Priority level for applying this alteration among all the defined alterations on the order item price
 */
priority?: number
/**
 * Could be month, week...
 */
recurringChargePeriod?: string
/**
 * Could be minutes, GB...
 */
unitOfMeasure?: string
price: InventoryPrice
productOfferingPrice?: InventoryProductOfferingPriceRef
}
/**
 * ProductPriceOffering reference. An amount, usually of money, that is asked for or allowed when a ProductOffering is bought, rented, or leased
 */
export interface InventoryProductOfferingPriceRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * ProductOffering reference. A product offering represents entities that are orderable from the provider of the catalog, this resource includes pricing information.
 */
export interface InventoryProductOfferingRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * Product specification reference: A ProductSpecification is a detailed description of a tangible or intangible object made available externally in the form of a ProductOffering to customers or other parties playing a party role.
 */
export interface InventoryProductSpecificationRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * Version of the product specification
 */
version?: string
targetProductSchema?: TargetProductSchema
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * The reference object to the schema and type of target product which is described by product specification
 */
export interface TargetProductSchema {
/**
 * This field provides a link to the schema describing the target product
 */
"@schemaLocation": string
/**
 * Class type of the target product
 */
"@type": string
}
/**
 * A loyalty account, containing loyalty balances.
 */
export interface LoyaltyAccount {
/**
 * Unique identifier for the account.
 */
id: string
/**
 * A reference to the loyalty members loyalty account.
 */
href: string
loyaltyProgramProduct?: LoyaltyProgramProductRef
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type": string
}
/**
 * A reference to a loyalty product.
 */
export interface LoyaltyProgramProductRef {
/**
 * Unique identifier for the loyalty program product.
 */
id: string
/**
 * A reference to the loyalty program product.
 */
href: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
/**
 * The type of the referred entity
 */
"@referredType"?: string
}
/**
 * Reference to a loyalty account.
 */
export interface LoyaltyAccountRef {
/**
 * Unique identifier for the account.
 */
id: string
/**
 * A reference to the loyalty members loyalty account.
 */
href: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
/**
 * The type of the referred entity
 */
"@referredType"?: string
}
/**
 * Contains information on a loyalty action that should be applied should certain conditions be met for a loyalty rule and program.
 */
export interface LoyaltyAction {
/**
 * Unique identifier for the loyalty event type.
 */
id: string
/**
 * A reference to the loyalty event type.
 */
href: string
/**
 * The HTTP operation to be used when calling the endpoint
 */
action?: string
/**
 * The type of loyalty action.
 */
actionType?: string
/**
 * A user-friendly identifier of the loyalty execution point.
 */
commonName?: string
/**
 * A free-form description of the loyalty execution point.
 */
description?: string
/**
 * The endpoint to call to trigger a BusinessInteraction, CustomerOrder or LoyaltyEarn.
 */
endpoint?: string
/**
 * A string that identifies the version of the loyalty action.
 */
version?: string
actionAttributes?: Any
body?: Any
headers?: Any
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type": string
}
/**
 * A reference to a loyalty action.
 */
export interface LoyaltyActionRef {
/**
 * Unique identifier for the loyalty action.
 */
id: string
/**
 * A reference to the loyalty action.
 */
href: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
/**
 * The type of the referred entity
 */
"@referredType"?: string
}
/**
 * A loyalty balance, containing a balance unit and value.
 */
export interface LoyaltyBalance {
/**
 * Unique identifier for the loyalty balance.
 */
id: string
/**
 * A reference to the loyalty member’s loyalty balance.
 */
href: string
loyaltyProgramMember?: LoyaltyProgramMemberRef
quantity?: Money
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type": string
}
/**
 * Reference to a loyalty member.
 */
export interface LoyaltyProgramMemberRef {
/**
 * Unique identifier for the loyalty program member.
 */
id: string
/**
 * A reference to the loyalty program member.
 */
href: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
/**
 * The type of the referred entity
 */
"@referredType"?: string
}
/**
 * Describes a given characteristic of an object or entity through a name/value pair.
 */
export interface LoyaltyCharacteristic {
/**
 * Name of the characteristic
 */
name: string
/**
 * Data type of the value of the characteristic
 */
valueType?: string
value: Any
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
}
/**
 * A condition, comprised of a attribute that will be tested against a value.
 */
export interface LoyaltyCondition {
/**
 * Unique identifier for the loyalty condition.
 */
id: string
/**
 * A reference to the loyalty event type.
 */
href: string
/**
 * The attribute to evaluate.
 */
attribute?: string
/**
 * Comparison operator to be used in the evaluation.
 */
operator?: string
/**
 * The value of the attribute to be evaluated.
 */
value?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type": string
}
/**
 * A reference to a loyalty condition.
 */
export interface LoyaltyConditionRef {
/**
 * Unique identifier for the loyalty condition.
 */
id: string
/**
 * A reference to the loyalty condition.
 */
href: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
/**
 * The type of the referred entity
 */
"@referredType"?: string
}
export interface LoyaltyEvent {
id: string
href: string
eventTime?: string
eventType?: string
memberId?: string
event?: Any
eventId?: LoyaltyProgramProductRef
"@baseType"?: string
"@schemaLocation"?: string
"@type": string
}
/**
 * An event type used to match filter incoming loyalty events.
 */
export interface LoyaltyEventType {
/**
 * Unique identifier for the loyalty event type.
 */
id: string
/**
 * A reference to the loyalty event type.
 */
href: string
/**
 * The type of loyalty event expected to trigger the loyalty rule evaluation, e.g. a CustomerOrder or an Invoice. The eventType should be unique to prevent existing resources not being reused. An eventType that already exists will result in a 422 error.
 */
eventType?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type": string
}
/**
 * A reference to a loyalty event type.
 */
export interface LoyaltyEventTypeRef {
/**
 * Unique identifier for the loyalty event type.
 */
id: string
/**
 * A reference to the loyalty event type.
 */
href: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
/**
 * The type of the referred entity
 */
"@referredType"?: string
}
/**
 * A loyalty event notification.
 * Skipped properties: id,href
 */
export interface LoyaltyEvent_Create {
/**
 * The time that the event was received.
 */
eventTime?: string
/**
 * The incoming loyalty event type.
 */
eventType?: string
/**
 * The loyalty program member ID associated with the event.
 */
memberId?: string
event?: Any
eventId?: LoyaltyProgramProductRef
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
}
/**
 * A person or group that opts in to a loyalty program.
 */
export interface LoyaltyProgramMember {
/**
 * Unique identifier for the loyalty program member.
 */
id: string
/**
 * A reference to the loyalty program member.
 */
href: string
/**
 * The loyalty members name.
 */
name?: string
/**
 * A free-form field in which the members status may be captured, e.g. [active], [suspended], .etc.
 */
status?: string
ValidFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type": string
}
/**
 * A person or group that opts in to a loyalty program.
 * Skipped properties: id,href
 */
export interface LoyaltyProgramMember_Create {
/**
 * The loyalty members name.
 */
name?: string
/**
 * A free-form field in which the members status may be captured, e.g. [active], [suspended], .etc.
 */
status?: string
ValidFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
}
/**
 * A person or group that opts in to a loyalty program.
 * Skipped properties: id,href
 */
export interface LoyaltyProgramMember_Update {
/**
 * The loyalty members name.
 */
name?: string
/**
 * A free-form field in which the members status may be captured, e.g. [active], [suspended], .etc.
 */
status?: string
ValidFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
}
/**
 * An instance of a loyalty program specification, linked to a specified loyalty member.
 */
export interface LoyaltyProgramProduct {
/**
 * Unique identifier for the loyalty program product.
 */
id: string
/**
 * A reference to the loyalty account.
 */
href: string
/**
 * An explanation of what the product is.
 */
description?: string
/**
 * A word, term, or phrase by which the product is known and distinguished from other products.
 */
name?: string
/**
 * The condition of the product, such as planned, designed, activated, disconnected.
 */
productStatus?: string
/**
 * Name value pairs of product characteristics.
 */
characteristic?: LoyaltyCharacteristic[]
loyaltyAccount?: LoyaltyAccountRef
loyaltyProgramProductSpec?: LoyaltyProgramProductSpecRef
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type": string
}
/**
 * A reference to a loyalty program specification.
 */
export interface LoyaltyProgramProductSpecRef {
/**
 * Unique identifier for the product specification.
 */
id: string
/**
 * A reference to the product specification.
 */
href: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
/**
 * The type of the referred entity
 */
"@referredType"?: string
}
/**
 * A reference to a loyalty program specification.
 */
export interface LoyaltyProgramProductSpec {
/**
 * Unique identifier for the product specification.
 */
id: string
/**
 * A reference to the product specification.
 */
href: string
/**
 * The manufacturer or trademark of the specification.
 */
brand?: string
/**
 * A narrative that explains in detail what the product specification is.
 */
description?: string
/**
 * The condition of the product specification, such as active, inactive, planned.
 */
lifeCycleStatus?: string
/**
 * The name of the product specification.
 */
name?: string
/**
 * A narrative that explains in detail what the product specification is.
 */
needsLoyaltyAccount?: boolean
productNumber?: string
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type": string
}
/**
 * Loyalty rule, containing conditions, event types and actions.
 */
export interface LoyaltyRule {
/**
 * Unique identifier for the loyalty rule.
 */
id: string
/**
 * A reference to the loyalty rule.
 */
href: string
/**
 * A user-friendly identifier of the loyalty rule.
 */
commonName?: string
/**
 * A free-form description of the rule.
 */
description?: string
/**
 * A Boolean attribute that signifies whether this loyalty rule has one or more sub-rules. Sub-rules are used to enforce a hierarchical nesting of rules, so that parent rules may control the execution and other semantics of sub-rules that they contain.
 */
hasSubRules?: boolean
/**
 * This is a Boolean attribute that, if true, defines the condition clause of this rule to be represented in Conjunctive Normal Form (e.g., an AND of ORs). If the value of this attribute is false, then the condition clause will be represented in Disjunctive Normal Form (e.g., an OR of ANDs).
 */
isCNF?: boolean
/**
 * A Boolean attribute that, if true, signifies that evaluation (and possibly action execution) of this entity is mandatory and must be attempted. If the Mandatory property value of this entity is false, then the evaluation of this entity is considered to be 'best effort' and may be ignored.
 */
isMandatoryEvaluation?: boolean
/**
 * A string attribute that defines a set of one or more keywords that a policy administrator may use to assist in characterizing or categorizing a policy object to facilitate search operations.
 */
keywords?: string
/**
 * A generic naming attribute that can be used to identify different policy entities.
 */
policyName?: string
/**
 * A free-form string attribute that recommends how this policy object should be used.
 */
usage?: string
/**
 * References to linked actions.
 */
loyaltyAction?: LoyaltyActionRef[]
/**
 * References to linked conditions.
 */
loyaltyCondition?: LoyaltyConditionRef[]
/**
 * References to linked event types.
 */
loyaltyEventType?: LoyaltyEventTypeRef[]
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type": string
}
export interface MQTTSettings {
topicName: string
qos?: number
retain?: boolean
expiry?: number
userProperties?: {

}
}
/**
 * provides references to the corresponding market segment as target of product offerings. A market segment is grouping of Parties, GeographicAreas, SalesChannels, and so forth.
 */
export interface MarketSegmentRef {
/**
 * Unique identifier of the market segment
 */
id: string
/**
 * Reference of the market segment
 */
href?: string
/**
 * Name of the market segment
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * (Class) type of the referred market segment
 */
"@referredType"?: string
}
export interface Membership {
id: string
href: string
memberId: string
subscriberId: string
state: ("linked" | "unlinked")
linkedAt: string
[k: string]: unknown
}
export interface MembershipLinkAnswer {
/**
 * Of the membership, once it is linked.
 */
id?: string
/**
 * A code was sent to the number.
 */
challengeId?: string
expiresAt?: string
attemptsLeft?: number
[k: string]: unknown
}
export interface NATSSettings {
subject: string
}
/**
 * Extra information about a given entity
 */
export interface Note {
/**
 * Identifier of the note within its containing entity (may or may not be globally unique, depending on provider implementation)
 */
id?: string
/**
 * Author of the note
 */
author?: string
/**
 * Date of the note
 */
date?: string
/**
 * Text of the note
 */
text: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
}
export interface OrderItemRelationship {
id?: string
/**
 * The type of order item relationship
 */
relationshipType?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
}
/**
 * An amount, usually of money, that represents the actual price paid by the Customer for this item or this order
 */
export interface OrderPrice {
/**
 * A narrative that explains in detail the semantics of this order item price.
 */
description?: string
/**
 * A short descriptive name such as "Subscription price".
 */
name?: string
/**
 * A category that describes the price, such as recurring, discount, allowance, penalty, and so forth
 */
priceType?: string
/**
 * Could be month, week...
 */
recurringChargePeriod?: string
/**
 * Could be minutes, GB...
 */
unitOfMeasure?: string
billingAccount?: BillingAccountRef
price?: Price
/**
 * a strucuture used to describe a price alteration
 */
priceAlteration?: PriceAlteration[]
productOfferingPrice?: ProductOfferingPriceRef
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
}
/**
 * Provides all amounts (tax included, duty free, tax rate), used currency and percentage to apply for Price Alteration.
 */
export interface Price {
/**
 * Percentage to apply for ProdOfferPriceAlteration
 */
percentage?: number
/**
 * Tax rate
 */
taxRate?: number
dutyFreeAmount?: OrderingMoney
taxIncludedAmount?: OrderingMoney
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
}
/**
 * A base / value business entity used to represent money
 */
export interface OrderingMoney {
/**
 * Currency (ISO4217 norm uses 3 letters to define the currency)
 */
unit?: string
/**
 * A positive floating point number
 */
value?: number
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
}
/**
 * Is an amount, usually of money, that modifies the price charged for an order item.
 */
export interface PriceAlteration {
/**
 * Duration during which the alteration applies on the order item price (for instance 2 months free of charge for the recurring charge)
 */
applicationDuration?: number
/**
 * A narrative that explains in detail the semantics of this order item price alteration
 */
description?: string
/**
 * Name of the order item price alteration
 */
name?: string
/**
 * A category that describes the price such as recurring, one time and usage.
 */
priceType: string
/**
 * Priority level for applying this alteration among all the defined alterations on the order item price
 */
priority?: number
/**
 * Could be month, week...
 */
recurringChargePeriod?: string
/**
 * Could be minutes, GB...
 */
unitOfMeasure?: string
price: Price
productOfferingPrice?: ProductOfferingPriceRef
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
}
/**
 * ProductPriceOffering reference. An amount, usually of money, that is asked for or allowed when a ProductOffering is bought, rented, or leased
 */
export interface ProductOfferingPriceRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * Description of a productTerm linked to this orderItem. This represent a commitment with a duration
 */
export interface OrderTerm {
/**
 * Description of the productOrderTerm
 */
description?: string
/**
 * Name of the productOrderTerm
 */
name?: string
duration?: OrderingQuantity
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
}
/**
 * An amount in a given unit
 */
export interface OrderingQuantity {
/**
 * Numeric value in a given unit
 */
amount?: number
/**
 * Unit
 */
units?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
}
/**
 * Agreement reference. An agreement represents a contract or arrangement, either written or verbal and sometimes enforceable by law, such as a service level agreement or a customer price agreement. An agreement involves a number of other business entities, such as products, services, and resources and/or their specifications.
 */
export interface OrderingAgreementItemRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Identifier of the agreement
 */
agreementItemId?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * Agreement reference. An agreement represents a contract or arrangement, either written or verbal and sometimes enforceable by law, such as a service level agreement or a customer price agreement. An agreement involves a number of other business entities, such as products, services, and resources and/or their specifications.
 */
export interface OrderingAgreementRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the agreement
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * Describes a given characteristic of an object or entity through a name/value pair.
 */
export interface OrderingCharacteristic {
/**
 * Unique identifier of the characteristic
 */
id?: string
/**
 * Name of the characteristic
 */
name: string
/**
 * Data type of the value of the characteristic
 */
valueType?: string
characteristicRelationship?: CustomersCharacteristicRelationship[]
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
/**
 * The value of the characteristic
 */
value?: {
[k: string]: unknown
}
}
/**
 * ProductOffering reference. A product offering represents entities that are orderable from the provider of the catalog, this resource includes pricing information.
 */
export interface OrderingProductOfferingRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * An amount, usually of money, that represents the actual price paid by a Customer for a purchase, a rent or a lease of a Product. The price is valid for a defined period of time.
 */
export interface OrderingProductPrice {
/**
 * A narrative that explains in detail the semantics of this product price.
 */
description?: string
/**
 * A short descriptive name such as "Subscription price".
 */
name?: string
/**
 * A category that describes the price, such as recurring, discount, allowance, penalty, and so forth.
 */
priceType: string
/**
 * Could be month, week...
 */
recurringChargePeriod?: string
/**
 * Could be minutes, GB...
 */
unitOfMeasure?: string
billingAccount?: BillingAccountRef
price: Price
productOfferingPrice?: ProductOfferingPriceRef
productPriceAlteration?: PriceAlteration[]
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
}
/**
 * A product to be created defined by value or existing defined by reference. The polymorphic attributes @type, @schemaLocation & @referredType are related to the product entity and not the RelatedProductRefOrValue class itself
 */
export interface OrderingProductRefOrValue {
/**
 * Unique identifier of the product
 */
id?: string
/**
 * Reference of the product
 */
href?: string
/**
 * Is the description of the product. It could be copied from the description of the Product Offering.
 */
description?: string
/**
 * If true, the product is a ProductBundle which is an instantiation of a BundledProductOffering. If false, the product is a ProductComponent which is an instantiation of a SimpleProductOffering.
 */
isBundle?: boolean
/**
 * If true, the product is visible by the customer.
 */
isCustomerVisible?: boolean
/**
 * Name of the product. It could be the same as the name of the product offering
 */
name?: string
/**
 * Is the date when the product was ordered
 */
orderDate?: string
/**
 * Is the serial number for the product. This is typically applicable to tangible products e.g. Broadband Router.
 */
productSerialNumber?: string
randomAtt?: string
/**
 * Is the date from which the product starts
 */
startDate?: string
/**
 * Is the date when the product was terminated
 */
terminationDate?: string
agreement?: OrderingAgreementItemRef[]
billingAccount?: BillingAccountRef
place?: OrderingRelatedPlaceRefOrValue[]
product?: OrderingProductRefOrValue[]
productCharacteristic?: OrderingCharacteristic[]
productOffering?: OrderingProductOfferingRef
productOrderItem?: OrderingRelatedProductOrderItem[]
productPrice?: OrderingProductPrice[]
productRelationship?: OrderingProductRelationship[]
productSpecification?: OrderingProductSpecificationRef
productTerm?: OrderingProductTerm[]
realizingResource?: OrderingResourceRef[]
realizingService?: OrderingServiceRef[]
relatedParty?: OrderingRelatedParty[]
status?: ProductStatusType
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * Related Entity reference. A related place defines a place described by reference or by value linked to a specific entity. The polymorphic attributes @type, @schemaLocation & @referredType are related to the place entity and not the RelatedPlaceRefOrValue class itself
 */
export interface OrderingRelatedPlaceRefOrValue {
/**
 * Unique identifier of the place
 */
id?: string
/**
 * Unique reference of the place
 */
href?: string
/**
 * A user-friendly name for the place, such as [Paris Store], [London Store], [Main Home]
 */
name?: string
role: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * RelatedProductOrderItem (ProductOrder item) .The product order item which triggered product creation/change/termination.
 */
export interface OrderingRelatedProductOrderItem {
/**
 * Action of the order item for this product
 */
orderItemAction?: string
/**
 * Identifier of the order item where the product was managed
 */
orderItemId: string
/**
 * Reference of the related entity.
 */
productOrderHref?: string
/**
 * Unique identifier of a related entity.
 */
productOrderId: string
/**
 * role of the product order item for this product
 */
role?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * Linked products to the one instantiate, such as [bundled] if the product is a bundle and you want to describe the bundled products inside this bundle; [reliesOn] if the product needs another already owned product to rely on (e.g. an option on an already owned mobile access product) [targets] or [isTargeted] (depending on the way of expressing the link) for any other kind of links that may be useful
 */
export interface OrderingProductRelationship {
/**
 * Type of the product relationship, such as [bundled] if the product is a bundle and you want to describe the bundled products inside this bundle; [reliesOn] if the product needs another already owned product to rely on (e.g. an option on an already owned mobile access product) [targets] or [isTargeted] (depending on the way of expressing the link) for any other kind of links that may be useful
 */
relationshipType: string
product: OrderingProductRefOrValue
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
}
/**
 * Product specification reference: A ProductSpecification is a detailed description of a tangible or intangible object made available externally in the form of a ProductOffering to customers or other parties playing a party role.
 */
export interface OrderingProductSpecificationRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * Version of the product specification
 */
version?: string
targetProductSchema?: OrderingTargetProductSchema
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * The reference object to the schema and type of target product which is described by product specification
 */
export interface OrderingTargetProductSchema {
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * This field provides a link to the schema describing the target product
 */
"@schemaLocation": string
/**
 * Class type of the target product
 */
"@type": string
}
/**
 * Description of a productTerm linked to this product. This represent a commitment with a duration
 */
export interface OrderingProductTerm {
/**
 * Description of the productTerm
 */
description?: string
/**
 * Name of the productTerm
 */
name?: string
duration?: OrderingQuantity
validFor?: CustomersTimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
}
export interface OrderingResourceRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the resource
 */
name?: string
/**
 * The resource value that can be used to identify a resource with a public key (e.g.: a tel nr, an msisdn)
 */
value?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * Service reference, for when Service is used by other entities
 */
export interface OrderingServiceRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * Related Entity reference. A related party defines party or party role linked to a specific entity.
 */
export interface OrderingRelatedParty {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * Role played by the related party
 */
role?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType": string
}
/**
 * Organization represents a group of people identified by shared interests or purpose. Examples include business, department and enterprise. Because of the complex nature of many businesses, both organizations and organization units are represented by the same data.
 */
export interface Organization {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href: string
/**
 * If value is true, the organization is the head office
 */
isHeadOffice?: boolean
/**
 * If value is true, the organization is a legal entity known by a national referential.
 */
isLegalEntity?: boolean
/**
 * Organization name (department name for example)
 */
name?: string
/**
 * Type of the name : Co, Inc, Ltd,…
 */
nameType?: string
/**
 * Type of Organization (company, department...)
 */
organizationType?: string
/**
 * Name that the organization (unit) trades under
 */
tradingName?: string
contactMedium?: ContactMedium[]
creditRating?: PartyCreditProfile[]
existsDuring?: TimePeriod
externalReference?: ExternalReference[]
organizationChildRelationship?: OrganizationChildRelationship[]
organizationIdentification?: OrganizationIdentification[]
organizationParentRelationship?: OrganizationParentRelationship
otherName?: OtherNameOrganization[]
partyCharacteristic?: PartiesCharacteristic[]
relatedParty?: RelatedParty[]
status?: OrganizationStateType
taxExemptionCertificate?: TaxExemptionCertificate[]
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type": string
}
/**
 * Child references of an organization in a structure of organizations.
 */
export interface OrganizationChildRelationship {
/**
 * unique identifier
 */
id?: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Type of the relationship. Could be juridical, hierarchical, geographical, functional for example.
 */
relationshipType?: string
organization?: OrganizationRef
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
export interface OrganizationRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * Represents our registration of information used as proof of identity by an organization
 */
export interface OrganizationIdentification {
/**
 * unique identifier
 */
id?: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Identifier
 */
identificationId?: string
/**
 * Type of identification information used to identify the company in a country or internationally
 */
identificationType?: string
/**
 * Authority which has issued the identifier (chamber of commerce...)
 */
issuingAuthority?: string
/**
 * Date at which the identifier was issued
 */
issuingDate?: string
attachment?: AttachmentRefOrValue
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * Parent references of an organization in a structure of organizations.
 */
export interface OrganizationParentRelationship {
/**
 * unique identifier
 */
id?: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Type of the relationship. Could be juridical, hierarchical, geographical, functional for example.
 */
relationshipType?: string
organization?: OrganizationRef
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * Keeps track of other names, for example the old name of an organization.
 */
export interface OtherNameOrganization {
/**
 * unique identifier
 */
id?: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Organization name (department name for example)
 */
name?: string
/**
 * Co. , Inc. , Ltd. , Pty Ltd. , Plc; , Gmbh
 */
nameType?: string
/**
 * The name that the organization trades under
 */
tradingName?: string
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * Organization represents a group of people identified by shared interests or purpose. Examples include business, department and enterprise. Because of the complex nature of many businesses, both organizations and organization units are represented by the same data.
 * Skipped properties: id,href
 */
export interface Organization_Create {
/**
 * If value is true, the organization is the head office
 */
isHeadOffice?: boolean
/**
 * If value is true, the organization is a legal entity known by a national referential.
 */
isLegalEntity?: boolean
/**
 * Organization name (department name for example)
 */
name?: string
/**
 * Type of the name : Co, Inc, Ltd,…
 */
nameType?: string
/**
 * Type of Organization (company, department...)
 */
organizationType?: string
/**
 * Name that the organization (unit) trades under
 */
tradingName: string
contactMedium?: ContactMedium[]
creditRating?: PartyCreditProfile[]
existsDuring?: TimePeriod
externalReference?: ExternalReference[]
organizationChildRelationship?: OrganizationChildRelationship[]
organizationIdentification?: OrganizationIdentification[]
organizationParentRelationship?: OrganizationParentRelationship
otherName?: OtherNameOrganization[]
partyCharacteristic?: PartiesCharacteristic[]
relatedParty?: RelatedParty[]
status?: OrganizationStateType
taxExemptionCertificate?: TaxExemptionCertificate[]
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * Organization represents a group of people identified by shared interests or purpose. Examples include business, department and enterprise. Because of the complex nature of many businesses, both organizations and organization units are represented by the same data.
 * Skipped properties: id,href
 */
export interface Organization_Update {
/**
 * If value is true, the organization is the head office
 */
isHeadOffice?: boolean
/**
 * If value is true, the organization is a legal entity known by a national referential.
 */
isLegalEntity?: boolean
/**
 * Organization name (department name for example)
 */
name?: string
/**
 * Type of the name : Co, Inc, Ltd,…
 */
nameType?: string
/**
 * Type of Organization (company, department...)
 */
organizationType?: string
/**
 * Name that the organization (unit) trades under
 */
tradingName?: string
contactMedium?: ContactMedium[]
creditRating?: PartyCreditProfile[]
existsDuring?: TimePeriod
externalReference?: ExternalReference[]
organizationChildRelationship?: OrganizationChildRelationship[]
organizationIdentification?: OrganizationIdentification[]
organizationParentRelationship?: OrganizationParentRelationship
otherName?: OtherNameOrganization[]
partyCharacteristic?: PartiesCharacteristic[]
relatedParty?: RelatedParty[]
status?: OrganizationStateType
taxExemptionCertificate?: TaxExemptionCertificate[]
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * Is an amount, usually of money, that modifies the price charged for an order item.
 */
export interface POPAlteration {
/**
 * unique identifier
 */
id?: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * A narrative that explains in detail the semantics of this order item price alteration
 */
description?: string
/**
 * Name given to this price alteration
 */
name?: string
/**
 * A category that describes the price such as recurring, one time and usage.
 */
priceType: string
/**
 * Priority level for applying this alteration among all the defined alterations on the order item price
 */
priority?: number
/**
 * Could be month, week...
 */
recurringChargePeriod?: string
applicationDuration?: Duration
price: ProductPriceValue
unitOfMeasure?: Quantity
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * Provides all amounts (tax included, duty free, tax rate), used currency and percentage to apply for Price Alteration.
 */
export interface ProductPriceValue {
/**
 * Percentage to apply for ProdOfferPriceAlteration
 */
percentage?: number
/**
 * Tax category
 */
taxCategory?: string
/**
 * Tax rate
 */
taxRate?: number
dutyFreeAmount?: Money
taxIncludedAmount?: Money
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * The part played by a party in a given context.
 */
export interface PartyRole {
/**
 * Unique identifier for PartyRoles
 */
id?: string
/**
 * Url used to reference the party role.
 */
href?: string
/**
 * A word, term, or phrase by which the PartyRole is known and distinguished from other PartyRoles.
 */
name: string
/**
 * Used to track the lifecycle status of the party role.
 */
status?: string
/**
 * A string providing an explanation on the value of the status lifecycle. For instance if the status is Rejected, statusReason will provide the reason for rejection.
 */
statusReason?: string
account?: PartyRolesAccountRef[]
agreement?: AgreementRef[]
/**
 * Describes the characteristic of a party role.
 */
characteristic?: Characteristic[]
contactMedium?: PartyRolesContactMedium[]
creditProfile?: PartyRolesCreditProfile[]
engagedParty?: RelatedPartyRefOrValue
paymentMethod?: PartyRolesPaymentMethodRef[]
relatedParty?: RelatedPartyRefOrValue[]
roleType: RoleTypeRef
validFor?: TimePeriod
}
/**
 * Account reference. A account may be a party account or a financial account.
 */
export interface PartyRolesAccountRef {
/**
 * Unique identifier of the account
 */
id?: string
/**
 * Reference of the account
 */
href?: string
/**
 * Detailed description of the account
 */
description?: string
/**
 * Name of the account
 */
name: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * Indicates the contact medium that could be used to contact the party.
 */
export interface PartyRolesContactMedium {
/**
 * Type of the contact medium, such as: email address, telephone number, postal address
 */
mediumType: string
/**
 * If true, indicates that is the preferred contact medium
 */
preferred?: boolean
characteristic: PartyRolesMediumCharacteristic
validFor?: TimePeriod
}
/**
 * Describes the contact medium characteristics that could be used to contact a party (an individual or an organization)
 */
export interface PartyRolesMediumCharacteristic {
/**
 * The city
 */
city?: string
/**
 * The type of contact, for example: phone number such as mobile, fixed home, fixed office. postal address such as shipping instalation…
 */
contactType?: string
/**
 * The country
 */
country?: string
/**
 * Full email address in standard format
 */
emailAddress?: string
/**
 * The fax number of the contact
 */
faxNumber?: string
/**
 * The primary phone number of the contact
 */
phoneNumber?: string
/**
 * Postcode
 */
postCode?: string
/**
 * Identifier as a member of a social network
 */
socialNetworkId?: string
/**
 * State or province
 */
stateOrProvince?: string
/**
 * Describes the street
 */
street1?: string
/**
 * Complementary street description
 */
street2?: string
}
/**
 * Credit profile for the party (containing credit scoring, ...). By default only the current credit profile  is retrieved. It can be used as a list to give the party credit profiles history, the first one in the list will be the current one.
 */
export interface PartyRolesCreditProfile {
/**
 * The date the profile was established
 */
creditProfileDate: string
/**
 * This is an integer whose value is used to rate the risk
 */
creditRiskRating?: number
/**
 * A measure of a person or organizations creditworthiness calculated on the basis of a combination of factors such as their income and credit history
 */
creditScore?: number
validFor: TimePeriod
}
/**
 * Entity reference. A related party defines party or party role linked to a specific entity.
 */
export interface RelatedPartyRefOrValue {
/**
 * unique identifier
 */
id?: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
role?: string
contactMedium?: PartyRolesContactMedium[]
creditRating?: PartyRolesPartyCreditProfile[]
externalReference?: PartyRolesExternalReference[]
partyCharacteristic?: Characteristic[]
relatedParty?: RelatedParty[]
taxExemptionCertificate?: PartyRolesTaxExemptionCertificate[]
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * An individual might be evaluated for its worthiness and this evaluation might be based on a credit rating given by a credit agency.
 */
export interface PartyRolesPartyCreditProfile {
/**
 * Name of the credit agency giving the score
 */
creditAgencyName?: string
/**
 * Type of the credit agency giving the score
 */
creditAgencyType?: string
/**
 * Reference corresponding to the credit rating
 */
ratingReference?: string
/**
 * A measure of a party’s creditworthiness calculated on the basis of a combination of factors such as their income and credit history
 */
ratingScore?: number
validFor?: TimePeriod
}
/**
 * External reference of the individual or reference in other system
 */
export interface PartyRolesExternalReference {
/**
 * Type of the external reference
 */
externalReferenceType?: string
/**
 * External reference name
 */
name?: string
}
/**
 * A tax exemption certificate represents a tax exemption granted to a party (individual or organization) by a tax jurisdiction which may be a city, state, country,... An exemption has a certificate identifier (received from the jurisdiction that levied the tax) and a validity period. An exemption is per tax types and determines for each type of tax what portion of the tax is exempted (partial by percentage or complete) via the tax definition.
 */
export interface PartyRolesTaxExemptionCertificate {
/**
 * Unique identifier of the certificate of the tax exemption
 */
id?: string
attachment?: AttachmentRefOrValue
/**
 * A list of taxes that are covered by the exemption, e.g. City Tax, State Tax. The definition would include the exemption (e.g. for a rate exemption 0% would be a full exemption, 5% could be a partial exemption if the actual rate was 10%).
 */
taxDefinition?: PartyRolesTaxDefinition[]
validFor?: TimePeriod
}
/**
 * Reference of a tax definition. A tax is levied by an authorized tax jurisdiction. There are many different types of tax (Federal Tax levied by the US Government, State Tax levied by the State of California,…).
 */
export interface PartyRolesTaxDefinition {
/**
 * Unique identifier of the tax.
 */
id?: string
/**
 * Tax name.
 */
name?: string
/**
 * Type of  the tax.
 */
taxType?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * PaymentMethod reference. A payment method defines a specific mean of payment (e.g direct debit).
 */
export interface PartyRolesPaymentMethodRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * RoleType reference.
 */
export interface RoleTypeRef {
/**
 * The name of the role type. It uniquely identifies the role type within the partnership type.
 */
name?: string
/**
 * Reference url of the partnership type containing the role type
 */
partnershipHref?: string
/**
 * The identifier of the partnership type containing the role type
 */
partnershipId?: string
/**
 * The name of the partnership type defining this role type
 */
partnershipName?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
id?: string
}
/**
 * The part played by a party in a given context.
 * Skipped properties: id,href
 */
export interface PartyRole_Create {
/**
 * A word, term, or phrase by which the PartyRole is known and distinguished from other PartyRoles.
 */
name: string
/**
 * Used to track the lifecycle status of the party role.
 */
status?: string
/**
 * A string providing an explanation on the value of the status lifecycle. For instance if the status is Rejected, statusReason will provide the reason for rejection.
 */
statusReason?: string
account?: PartyRolesAccountRef[]
agreement?: AgreementRef[]
/**
 * Describes the characteristic of a party role.
 */
characteristic?: Characteristic[]
contactMedium?: PartyRolesContactMedium[]
creditProfile?: PartyRolesCreditProfile[]
engagedParty?: RelatedPartyRefOrValue
paymentMethod?: PartyRolesPaymentMethodRef[]
relatedParty?: RelatedPartyRefOrValue[]
roleType?: RoleTypeRef
validFor?: TimePeriod
}
/**
 * The part played by a party in a given context.
 * Skipped properties: id,href
 */
export interface PartyRole_Update {
/**
 * A word, term, or phrase by which the PartyRole is known and distinguished from other PartyRoles.
 */
name: string
/**
 * Used to track the lifecycle status of the party role.
 */
status?: string
/**
 * A string providing an explanation on the value of the status lifecycle. For instance if the status is Rejected, statusReason will provide the reason for rejection.
 */
statusReason?: string
account?: PartyRolesAccountRef[]
agreement?: AgreementRef[]
/**
 * Describes the characteristic of a party role.
 */
characteristic?: Characteristic[]
contactMedium?: PartyRolesContactMedium[]
creditProfile?: PartyRolesCreditProfile[]
engagedParty?: RelatedPartyRefOrValue
paymentMethod?: PartyRolesPaymentMethodRef[]
relatedParty?: RelatedPartyRefOrValue[]
roleType: RoleTypeRef
validFor?: TimePeriod
}
/**
 * The Payment resource represents a performed payment. It contains both information about the payment and the payment method used to perform it.
 */
export interface Payment {
/**
 * Unique identifier of Payment
 */
id: string
/**
 * Hypertext Reference of the Payment
 */
href: string
/**
 * Authorization code retrieved from an external payment gateway that could be used for conciliation
 */
authorizationCode?: string
/**
 * Unique identifier in the client for the payment in case it is needed to correlate
 */
correlatorId?: string
/**
 * Text describing the contents of the payment
 */
description?: string
/**
 * Screen name of the payment
 */
name?: string
/**
 * Date when the payment was performed
 */
paymentDate?: string
/**
 * Status of the payment
 */
status?: string
/**
 * Date when the status was recorded
 */
statusDate?: string
account: PaymentsAccountRef
amount?: Money
channel?: ChannelRef
paymentItem?: PaymentItem[]
paymentMethod: PaymentMethodRefOrValue
pointOfInteraction?: PointOfInteraction
relatedParty?: RelatedParty[]
taxAmount?: Money
totalAmount?: Money
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type": string
}
export interface PaymentCreated {
/**
 * Unique Identifier of the payment
 */
paymentId: string
amountTransaction: AmountTransaction
/**
 * Specifies the payment status (`processing`, `pending_validation`, `denied`, `reserved`, `succeeded`, `cancelled`).
 */
paymentStatus: string
/**
 * Date time when the payment is created in server database. This is a technical information. It must follow [RFC 3339](https://datatracker.ietf.org/doc/html/rfc3339#section-5.6) and must have time zone.
 */
paymentCreationDate: string
/**
 * Date time when the payment is effectively performed. This is a business information. It must follow [RFC 3339](https://datatracker.ietf.org/doc/html/rfc3339#section-5.6) and must have time zone.
 */
paymentDate?: string
/**
 * The address to which events shall be delivered, using the HTTP protocol.
 */
sink?: string
}
/**
 * If an immediate payment has been done at the product order submission, the payment information are captured and stored (as a reference) in the order.
 */
export interface PaymentRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * A name for the payment
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * Remaining Amount of a given payment not refunded yet.
 */
export interface PaymentRemainingAmount {
/**
 * Specific amount not yet refunded for the payment. When takes value `0` it means whole payment has been refunded.
 */
amount: number
/**
 * Currency code in which amount is expressed as defined in [ISO 4217](https://www.iso.org/iso-4217-currency-codes.html).
 */
currency: string
/**
 * Description text (human readable) to contextualize this amount. Optionally indicated by Telco Operator.
 */
description?: string
/**
 * If true, the `amount` is tax included, if false the `amount` is provided without tax. In both cases, `taxAmount` could be indicated to provide tax amount.
 */
isTaxIncluded?: boolean
/**
 * The tax amount refunded by the merchant. Indicated when the merchant is the one applying taxes. This field also provides an indicator to the downstream billing system.
 */
taxAmount?: number
}
/**
 * The Payment resource represents a performed payment. It contains both information about the payment and the payment method used to perform it.
 * Skipped properties: id,href,status,statusDate,paymentDate
 */
export interface Payment_Create {
/**
 * Authorization code retrieved from an external payment gateway that could be used for conciliation
 */
authorizationCode?: string
/**
 * Unique identifier in the client for the payment in case it is needed to correlate
 */
correlatorId?: string
/**
 * Text describing the contents of the payment
 */
description?: string
/**
 * Screen name of the payment
 */
name?: string
account: PaymentsAccountRef
amount?: Money
channel?: ChannelRef
paymentItem?: PaymentItem[]
paymentMethod: PaymentMethodRefOrValue
pointOfInteraction?: PointOfInteraction
relatedParty?: RelatedParty[]
taxAmount?: Money
totalAmount: Money
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * A public identifier addressing a telephone subscription. In mobile networks it corresponds to the MSISDN (Mobile Station International Subscriber Directory Number). In order to be globally unique it has to be formatted in international format, according to E.164 standard, prefixed with '+'.
 */
export interface PhoneNumber {
/**
 * Identifies the mobile account to be charged.
 * 
 * A public identifier addressing a telephone subscription. In mobile networks it corresponds to the MSISDN (Mobile Station International Subscriber Directory Number). In order to be globally unique it has to be formatted in international format, according to E.164 standard, prefixed with '+'.
 * 
 * Additional Considerations:
 * - Take a look to section `# Identifying the phone number from the access token` regarding the use of this field.
 */
phoneNumber?: string
}
/**
 * Place reference. PlaceRef defines the placeRefs where the products are sold or delivered.
 */
export interface PlaceRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
export interface Points {
membershipId: string
pointsName: string
balance: number
tier: {
id: string
name: string
until?: string
}
expiring: {
month: string
points: number
}[]
/**
 * What all of them are worth, by what they can be changed into.
 */
worth: {
[k: string]: unknown
}
}
export interface PointsBurn {
/**
 * Yours: the same one again changes nothing.
 */
id: string
membershipId: string
/**
 * Whole points.
 */
points: number
reason?: string
/**
 * What they are changed into, at the operator's rate; it is given as a reward.
 */
for: ("data" | "credit")
}
export interface PointsEntry {
id: string
membershipId: string
kind: string
/**
 * Negative: the member has fewer.
 */
points: number
balance: number
at: string
[k: string]: unknown
}
export interface PointsExpire {
membershipId: string
}
export interface PointsReversal {
/**
 * Yours: the same one again changes nothing.
 */
id: string
membershipId: string
entryId: string
reason?: string
}
export interface PointsTransfer {
/**
 * Yours: the same one again changes nothing.
 */
id: string
membershipId: string
/**
 * Whole points.
 */
points: number
reason?: string
to: string
}
export interface PolicyCheck {
/**
 * Default: the campaign's, and all that rules are known of.
 * 
 * @minItems 1
 * @maxItems 50
 * 
 * Items: ISO 3166-1, or 3166-2 where a part of a country has rules of its own.
 */
markets?: string[]
}
export interface PolicyVerdict {
market: string
outcome: ("allow" | "downgrade" | "deny")
/**
 * Which of the market's rules decided
 */
rule: string
value: ("allow" | "deny" | "unreviewed" | "not-concerned")
/**
 * The law, ruling or review that it rests on
 */
source: string
reason: string
/**
 * Data that any application can use, instead
 */
offer?: {
on: ("impression" | "click" | "complete" | "install" | "survey")
/**
 * Such as `5000000000 B`
 */
data: string
asked: boolean
source: string
}
}
/**
 * The PricingLogicAlgorithm entity represents an instantiation of an interface specification to external rating function (without a modeled bahavior in SID). Some of the parameters of the interface definiition may be already set (such as price per unit) and some may be gathered during the rating process from the event (such as call duration) or from ProductCharacteristicValues (such as assigned bandwidth)
 */
export interface PricingLogicAlgorithm {
/**
 * unique identifier
 */
id?: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Description of the PricingLogicAlgorithm
 */
description?: string
/**
 * Name given to the PricingLogicAlgorithm
 */
name?: string
/**
 * id of corresponding PricingLogicAlgorithm specification
 */
plaSpecId?: string
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * A product offering procured by a customer or other interested party playing a party role. A product is realized as one or more service(s) and / or resource(s).
 */
export interface Product {
/**
 * Unique identifier of the product
 */
id?: string
/**
 * Reference of the product
 */
href?: string
/**
 * Is the description of the product. It could be copied from the description of the Product Offering.
 */
description?: string
/**
 * If true, the product is a ProductBundle which is an instantiation of a BundledProductOffering. If false, the product is a ProductComponent which is an instantiation of a SimpleProductOffering.
 */
isBundle?: boolean
/**
 * If true, the product is visible by the customer.
 */
isCustomerVisible?: boolean
/**
 * Name of the product. It could be the same as the name of the product offering
 */
name?: string
/**
 * Is the date when the product was ordered
 */
orderDate?: string
/**
 * Is the serial number for the product. This is typically applicable to tangible products e.g. Broadband Router.
 */
productSerialNumber?: string
randomAtt?: string
/**
 * Is the date from which the product starts
 */
startDate?: string
/**
 * Is the date when the product was terminated
 */
terminationDate?: string
agreement?: AgreementItemRef[]
billingAccount?: InventoryBillingAccountRef
place?: RelatedPlaceRefOrValue[]
product?: ProductRefOrValue[]
productCharacteristic?: Characteristic[]
productOffering?: InventoryProductOfferingRef
productOrderItem?: RelatedProductOrderItem[]
productPrice?: ProductPrice[]
productRelationship?: ProductRelationship[]
productSpecification?: InventoryProductSpecificationRef
productTerm?: ProductTerm[]
realizingResource?: ResourceRef[]
realizingService?: ServiceRef[]
relatedParty?: RelatedParty[]
status?: ProductStatusType
}
/**
 * Related Entity reference. A related place defines a place described by reference or by value linked to a specific entity. The polymorphic attributes @type, @schemaLocation & @referredType are related to the place entity and not the RelatedPlaceRefOrValue class itself
 */
export interface RelatedPlaceRefOrValue {
/**
 * Unique identifier of the place
 */
id?: string
/**
 * Unique reference of the place
 */
href?: string
/**
 * A user-friendly name for the place, such as [Paris Store], [London Store], [Main Home]
 */
name?: string
role: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * A product to be created defined by value or existing defined by reference. The polymorphic attributes @type, @schemaLocation & @referredType are related to the product entity and not the RelatedProductRefOrValue class itself
 */
export interface ProductRefOrValue {
/**
 * Unique identifier of the product
 */
id?: string
/**
 * Reference of the product
 */
href?: string
/**
 * Is the description of the product. It could be copied from the description of the Product Offering.
 */
description?: string
/**
 * If true, the product is a ProductBundle which is an instantiation of a BundledProductOffering. If false, the product is a ProductComponent which is an instantiation of a SimpleProductOffering.
 */
isBundle?: boolean
/**
 * If true, the product is visible by the customer.
 */
isCustomerVisible?: boolean
/**
 * Name of the product. It could be the same as the name of the product offering
 */
name?: string
/**
 * Is the date when the product was ordered
 */
orderDate?: string
/**
 * Is the serial number for the product. This is typically applicable to tangible products e.g. Broadband Router.
 */
productSerialNumber?: string
randomAtt?: string
/**
 * Is the date from which the product starts
 */
startDate?: string
/**
 * Is the date when the product was terminated
 */
terminationDate?: string
agreement?: AgreementItemRef[]
billingAccount?: InventoryBillingAccountRef
place?: RelatedPlaceRefOrValue[]
product?: ProductRefOrValue[]
productCharacteristic?: Characteristic[]
productOffering?: InventoryProductOfferingRef
productOrderItem?: RelatedProductOrderItem[]
productPrice?: ProductPrice[]
productRelationship?: ProductRelationship[]
productSpecification?: InventoryProductSpecificationRef
productTerm?: ProductTerm[]
realizingResource?: ResourceRef[]
realizingService?: ServiceRef[]
relatedParty?: RelatedParty[]
status?: ProductStatusType
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * RelatedProductOrderItem (ProductOrder item) .The product order item which triggered product creation/change/termination.
 */
export interface RelatedProductOrderItem {
/**
 * Action of the order item for this product
 */
orderItemAction?: string
/**
 * Identifier of the order item where the product was managed
 */
orderItemId: string
/**
 * Reference of the related entity.
 */
productOrderHref?: string
/**
 * Unique identifier of a related entity.
 */
productOrderId: string
/**
 * role of the product order item for this product
 */
role?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * An amount, usually of money, that represents the actual price paid by a Customer for a purchase, a rent or a lease of a Product. The price is valid for a defined period of time.
 */
export interface ProductPrice {
/**
 * A narrative that explains in detail the semantics of this product price.
 */
description?: string
/**
 * A short descriptive name such as "Subscription price".
 */
name?: string
/**
 * A category that describes the price, such as recurring, discount, allowance, penalty, and so forth.
 */
priceType: string
/**
 * Could be month, week...
 */
recurringChargePeriod?: string
/**
 * Could be minutes, GB...
 */
unitOfMeasure?: string
billingAccount?: InventoryBillingAccountRef
price: InventoryPrice
productOfferingPrice?: InventoryProductOfferingPriceRef
productPriceAlteration?: InventoryPriceAlteration[]
}
/**
 * Linked products to the one instantiate, such as [bundled] if the product is a bundle and you want to describe the bundled products inside this bundle; [reliesOn] if the product needs another already owned product to rely on (e.g. an option on an already owned mobile access product) [targets] or [isTargeted] (depending on the way of expressing the link) for any other kind of links that may be useful
 */
export interface ProductRelationship {
/**
 * Type of the product relationship, such as [bundled] if the product is a bundle and you want to describe the bundled products inside this bundle; [reliesOn] if the product needs another already owned product to rely on (e.g. an option on an already owned mobile access product) [targets] or [isTargeted] (depending on the way of expressing the link) for any other kind of links that may be useful
 */
relationshipType: string
product: ProductRefOrValue
}
/**
 * Description of a productTerm linked to this product. This represent a commitment with a duration
 */
export interface ProductTerm {
/**
 * Description of the productTerm
 */
description?: string
/**
 * Name of the productTerm
 */
name?: string
duration?: Quantity
validFor?: TimePeriod
}
export interface ResourceRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * Service reference, for when Service is used by other entities
 */
export interface ServiceRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * Represents entities that are orderable from the provider of the catalog, this resource includes pricing information.
 */
export interface ProductOffering {
/**
 * Unique identifier of the productOffering
 */
id: string
/**
 * Reference of the ProductOffering
 */
href: string
/**
 * Description of the productOffering
 */
description?: string
/**
 * isBundle determines whether a productOffering represents a single productOffering (false), or a bundle of productOfferings (true).
 */
isBundle?: boolean
/**
 * A flag indicating if this product offer can be sold stand-alone for sale or not. If this flag is false it indicates that the offer can only be sold within a bundle.
 */
isSellable?: boolean
/**
 * Date and time of the last update
 */
lastUpdate?: string
/**
 * Used to indicate the current lifecycle status
 */
lifecycleStatus?: string
/**
 * Name of the productOffering
 */
name?: string
/**
 * A string providing a complementary information on the value of the lifecycle status attribute.
 */
statusReason?: string
/**
 * ProductOffering version
 */
version?: string
/**
 * An agreement represents a contract or arrangement, either written or verbal and sometimes enforceable by law, such as a service level agreement or a customer price agreement. An agreement involves a number of other business entities, such as products, services, and resources and/or their specifications.
 */
agreement?: AgreementRef[]
/**
 * Complements the description of an element (for instance a product) through video, pictures...
 */
attachment?: AttachmentRefOrValue[]
/**
 * A type of ProductOffering that belongs to a grouping of ProductOfferings made available to the market. It inherits of all attributes of ProductOffering.
 */
bundledProductOffering?: BundledProductOffering[]
/**
 * The category resource is used to group product offerings, service and resource candidates in logical containers. Categories can contain other categories and/or product offerings, resource or service candidates.
 */
category?: CategoryRef[]
/**
 * The channel defines the channel for selling product offerings.
 */
channel?: ChannelRef[]
/**
 * provides references to the corresponding market segment as target of product offerings. A market segment is grouping of Parties, GeographicAreas, SalesChannels, and so forth.
 */
marketSegment?: MarketSegmentRef[]
/**
 * Place defines the places where the products are sold or delivered.
 */
place?: PlaceRef[]
/**
 * A use of the ProductSpecificationCharacteristicValue by a ProductOffering to which additional properties (attributes) apply or override the properties of similar properties contained in ProductSpecificationCharacteristicValue. It should be noted that characteristics which their value(s) addressed by this object must exist in corresponding product specification. The available characteristic values for a ProductSpecificationCharacteristic in a Product specification can be modified at the ProductOffering level. For example, a characteristic 'Color' might have values White, Blue, Green, and Red. But, the list of values can be restricted to e.g. White and Blue in an associated product offering. It should be noted that the list of values in 'ProductSpecificationCharacteristicValueUse' is a strict subset of the list of values as defined in the corresponding product specification characteristics.
 */
prodSpecCharValueUse?: ProductSpecificationCharacteristicValueUse[]
/**
 * An amount, usually of money, that is asked for or allowed when a ProductOffering is bought, rented, or leased. The price is valid for a defined period of time and may not represent the actual price paid by a customer.
 */
productOfferingPrice?: ProductOfferingPriceRefOrValue[]
/**
 * A relationship between this product offering and other product offerings.
 */
productOfferingRelationship?: ProductOfferingRelationship[]
/**
 * A condition under which a ProductOffering is made available to Customers. For instance, a productOffering can be offered with multiple commitment periods.
 */
productOfferingTerm?: ProductOfferingTerm[]
productSpecification?: ProductSpecificationRef
resourceCandidate?: ResourceCandidateRef
serviceCandidate?: ServiceCandidateRef
serviceLevelAgreement?: SLARef
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type": string
}
/**
 * A use of the ProductSpecificationCharacteristicValue by a ProductOffering to which additional properties (attributes) apply or override the properties of similar properties contained in ProductSpecificationCharacteristicValue. It should be noted that characteristics which their value(s) addressed by this object must exist in corresponding product specification. The available characteristic values for a ProductSpecificationCharacteristic in a Product specification can be modified at the ProductOffering level. For example, a characteristic 'Color' might have values White, Blue, Green, and Red. But, the list of values can be restricted to e.g. White and Blue in an associated product offering. It should be noted that the list of values in 'ProductSpecificationCharacteristicValueUse' is a strict subset of the list of values as defined in the corresponding product specification characteristics.
 */
export interface ProductSpecificationCharacteristicValueUse {
/**
 * Unique ID for the characteristic
 */
id?: string
/**
 * A narrative that explains in detail what the productSpecificationCharacteristic is
 */
description?: string
/**
 * The maximum number of instances a CharacteristicValue can take on. For example, zero to five phone numbers in a group calling plan, where five is the value for the maxCardinality.
 */
maxCardinality?: number
/**
 * The minimum number of instances a CharacteristicValue can take on. For example, zero to five phone numbers in a group calling plan, where zero is the value for the minCardinality.
 */
minCardinality?: number
/**
 * Name of the associated productSpecificationCharacteristic
 */
name?: string
/**
 * A kind of value that the characteristic can take on, such as numeric, text and so forth
 */
valueType?: string
/**
 * A number or text that can be assigned to a ProductSpecificationCharacteristic.
 */
productSpecCharacteristicValue?: CharacteristicValueSpecification[]
productSpecification?: ProductSpecificationRef
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * Product specification reference: A ProductSpecification is a detailed description of a tangible or intangible object made available externally in the form of a ProductOffering to customers or other parties playing a party role.
 */
export interface ProductSpecificationRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * Version of the product specification
 */
version?: string
targetProductSchema?: TargetProductSchema
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * A new product offering price being created by value or a reference to an existing product offering price that alreasy created. The polymorphic attributes @type, @schemaLocation & @referredType are related to the product offering price and not to this ReforValue structure
 */
export interface ProductOfferingPriceRefOrValue {
/**
 * unique identifier
 */
id?: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Description of the productOfferingPrice
 */
description?: string
/**
 * the last update time of this ProductOfferingPrice
 */
lastUpdate?: string
/**
 * the lifecycle status of this ProductOfferingPrice
 */
lifecycleStatus?: string
/**
 * Name of the productOfferingPrice
 */
name?: string
/**
 * A category that describes the price charge, such as recurring, penalty, One time fee and so forth.
 */
priceType?: string
/**
 * The period type to repeat the application of the price
 * Could be month, week...
 */
recurringChargePeriod?: string
/**
 * the period of the recurring charge:  1, 2, ... .It sets to zero if it is not applicable
 */
recurringChargePeriodLength?: number
/**
 * ProductOffering version
 */
version?: string
/**
 * The Constraint resource represents a policy/rule applied to ProductOfferingPrice.
 */
constraint?: ConstraintRef[]
price?: ProductPriceValue
priceAlteration?: POPAlteration[]
unitOfMeasure?: Quantity
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * A relationship between two product Offerings.
 */
export interface ProductOfferingRelationship {
/**
 * unique identifier
 */
id?: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * Type of relationship between product offerings such as requires, exchangableTo, optionalFor
 */
relationshipType?: string
/**
 * The association role for the source product offering
 */
role?: string
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * A condition under which a ProductOffering is made available to Customers. For instance, a productOffering can be offered with multiple commitment periods.
 */
export interface ProductOfferingTerm {
/**
 * Description of the productOfferingTerm
 */
description?: string
/**
 * Name of the productOfferingTerm
 */
name?: string
duration?: Duration
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * ResourceCandidate is an entity that makes a resource specification available to a catalog. A ResourceCandidate and its associated resource specification may be published - made visible - in any number of resource catalogs, or in none.
 */
export interface ResourceCandidateRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * the version of resource candidate
 */
version?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * ServiceCandidate reference. ServiceCandidate is an entity that makes a ServiceSpecification available to a catalog.
 */
export interface ServiceCandidateRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * Version of the service candidate
 */
version?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * ServiceLevelAgreement reference: A service level agreement (SLA) is a type of agreement that represents a formal negotiated agreement between two parties designed to create a common understanding about products, services, priorities, responsibilities, and so forth. The SLA is a set of appropriate procedures and targets formally or informally agreed between parties in order to achieve and maintain specified Quality of Service.
 */
export interface SLARef {
/**
 * Unique identifier of service level agreement
 */
id: string
/**
 * Reference of the service level agreement
 */
href?: string
/**
 * Name of the service level agreement
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * Is based on both the basic cost to develop and produce products and the enterprises policy on revenue targets. This price may be further revised through discounting (a Product Offering Price that reflects an alteration). The price, applied for a productOffering may also be influenced by the productOfferingTerm, the customer selected, eg: a productOffering can be offered with multiple terms, like commitment periods for the contract. The price may be influenced by this productOfferingTerm. A productOffering may be cheaper with a 24 month commitment than with a 12 month commitment.
 */
export interface ProductOfferingPrice {
/**
 * unique id of this resource
 */
id: string
/**
 * Reference of the ProductOfferingPrice
 */
href: string
/**
 * Description of the productOfferingPrice
 */
description?: string
/**
 * A flag indicating if this ProductOfferingPrice is composite (bundle) or not
 */
isBundle?: boolean
/**
 * the last update time of this ProductOfferingPrice
 */
lastUpdate?: string
/**
 * the lifecycle status of this ProductOfferingPrice
 */
lifecycleStatus?: string
/**
 * Name of the productOfferingPrice
 */
name?: string
/**
 * Percentage to apply if this Product Offering Price is an Alteration (such as a Discount)
 */
percentage?: number
/**
 * A category that describes the price, such as recurring, discount, allowance, penalty, and so forth.
 */
priceType?: string
/**
 * the period of the recurring charge:  1, 2, ... .It sets to zero if it is not applicable
 */
recurringChargePeriodLength?: number
/**
 * The period to repeat the application of the price
 * Could be month, week...
 */
recurringChargePeriodType?: string
/**
 * ProductOfferingPrice version
 */
version?: string
/**
 * this object represents a bundle relationship from a bundle product offering price (parent) to a simple product offering price (child). A simple product offering price may participate in more than one bundle relationship.
 */
bundledPopRelationship?: BundledProductOfferingPriceRelationship[]
/**
 * The Constraint resource represents a policy/rule applied to ProductOfferingPrice.
 */
constraint?: ConstraintRef[]
/**
 * Place defines the places where the products are sold or delivered.
 */
place?: PlaceRef[]
/**
 * Product Offering Prices related to this Product Offering Price, for example a price alteration such as allowance or discount
 */
popRelationship?: ProductOfferingPriceRelationship[]
price?: Money
/**
 * The PricingLogicAlgorithm entity represents an instantiation of an interface specification to external rating function (without a modeled behavior in SID). Some of the parameters of the interface definition may be already set (such as price per unit) and some may be gathered during the rating process from the event (such as call duration) or from ProductCharacteristicValues (such as assigned bandwidth).
 */
pricingLogicAlgorithm?: PricingLogicAlgorithm[]
/**
 * A use of the ProductSpecificationCharacteristicValue by a ProductOfferingPrice to which additional properties (attributes) apply or override the properties of similar properties contained in ProductSpecificationCharacteristicValue. It should be noted that characteristics which their value(s) addressed by this object must exist in corresponding product specification. The available characteristic values for a ProductSpecificationCharacteristic in a Product specification can be modified at the ProductOffering and ProcuctOfferingPrice level. The list of values in ProductSpecificationCharacteristicValueUse is a strict subset of the list of values as defined in the corresponding product specification characteristics.
 */
prodSpecCharValueUse?: ProductSpecificationCharacteristicValueUse[]
/**
 * A list of conditions under which a ProductOfferingPrice is made available to Customers. For instance, a Product Offering Price can be offered with multiple commitment periods.
 */
productOfferingTerm?: ProductOfferingTerm[]
/**
 * An amount of money levied on the price of a Product by a legislative body.
 */
tax?: TaxItem[]
unitOfMeasure?: Quantity
validFor?: TimePeriod
/**
 * the immediate base class type of this product offering price
 */
"@baseType"?: string
/**
 * hyperlink reference to the schema describing this resource
 */
"@schemaLocation"?: string
/**
 * The class type of this Product offering price
 */
"@type": string
}
/**
 * Describes a non-composite relationship between product offering prices. For example one price might be an discount alteration for another price.
 */
export interface ProductOfferingPriceRelationship {
/**
 * unique identifier
 */
id?: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * type of the relationship, for example override, discount, etc.
 */
relationshipType?: string
/**
 * The association role for the source product offering price
 */
role?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * A tax item is created for each tax rate and tax type used in the bill.
 */
export interface TaxItem {
/**
 * unique identifier
 */
id?: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Tax category
 */
taxCategory?: string
/**
 * Applied rate of the tax
 */
taxRate?: number
taxAmount?: Money
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * Is based on both the basic cost to develop and produce products and the enterprises policy on revenue targets. This price may be further revised through discounting (a Product Offering Price that reflects an alteration). The price, applied for a productOffering may also be influenced by the productOfferingTerm, the customer selected, eg: a productOffering can be offered with multiple terms, like commitment periods for the contract. The price may be influenced by this productOfferingTerm. A productOffering may be cheaper with a 24 month commitment than with a 12 month commitment.
 * Skipped properties: id,href
 */
export interface ProductOfferingPrice_Create {
/**
 * Description of the productOfferingPrice
 */
description?: string
/**
 * A flag indicating if this ProductOfferingPrice is composite (bundle) or not
 */
isBundle?: boolean
/**
 * the last update time of this ProductOfferingPrice
 */
lastUpdate?: string
/**
 * the lifecycle status of this ProductOfferingPrice
 */
lifecycleStatus?: string
/**
 * Name of the productOfferingPrice
 */
name: string
/**
 * Percentage to apply if this Product Offering Price is an Alteration (such as a Discount)
 */
percentage?: number
/**
 * A category that describes the price, such as recurring, discount, allowance, penalty, and so forth.
 */
priceType?: string
/**
 * the period of the recurring charge:  1, 2, ... .It sets to zero if it is not applicable
 */
recurringChargePeriodLength?: number
/**
 * The period to repeat the application of the price
 * Could be month, week...
 */
recurringChargePeriodType?: string
/**
 * ProductOfferingPrice version
 */
version?: string
/**
 * this object represents a bundle relationship from a bundle product offering price (parent) to a simple product offering price (child). A simple product offering price may participate in more than one bundle relationship.
 */
bundledPopRelationship?: BundledProductOfferingPriceRelationship[]
/**
 * The Constraint resource represents a policy/rule applied to ProductOfferingPrice.
 */
constraint?: ConstraintRef[]
/**
 * Place defines the places where the products are sold or delivered.
 */
place?: PlaceRef[]
/**
 * Product Offering Prices related to this Product Offering Price, for example a price alteration such as allowance or discount
 */
popRelationship?: ProductOfferingPriceRelationship[]
price?: Money
/**
 * The PricingLogicAlgorithm entity represents an instantiation of an interface specification to external rating function (without a modeled behavior in SID). Some of the parameters of the interface definition may be already set (such as price per unit) and some may be gathered during the rating process from the event (such as call duration) or from ProductCharacteristicValues (such as assigned bandwidth).
 */
pricingLogicAlgorithm?: PricingLogicAlgorithm[]
/**
 * A use of the ProductSpecificationCharacteristicValue by a ProductOfferingPrice to which additional properties (attributes) apply or override the properties of similar properties contained in ProductSpecificationCharacteristicValue. It should be noted that characteristics which their value(s) addressed by this object must exist in corresponding product specification. The available characteristic values for a ProductSpecificationCharacteristic in a Product specification can be modified at the ProductOffering and ProcuctOfferingPrice level. The list of values in ProductSpecificationCharacteristicValueUse is a strict subset of the list of values as defined in the corresponding product specification characteristics.
 */
prodSpecCharValueUse?: ProductSpecificationCharacteristicValueUse[]
/**
 * A list of conditions under which a ProductOfferingPrice is made available to Customers. For instance, a Product Offering Price can be offered with multiple commitment periods.
 */
productOfferingTerm?: ProductOfferingTerm[]
/**
 * An amount of money levied on the price of a Product by a legislative body.
 */
tax?: TaxItem[]
unitOfMeasure?: Quantity
validFor?: TimePeriod
/**
 * the immediate base class type of this product offering price
 */
"@baseType"?: string
/**
 * hyperlink reference to the schema describing this resource
 */
"@schemaLocation"?: string
/**
 * The class type of this Product offering price
 */
"@type"?: string
}
/**
 * Is based on both the basic cost to develop and produce products and the enterprises policy on revenue targets. This price may be further revised through discounting (a Product Offering Price that reflects an alteration). The price, applied for a productOffering may also be influenced by the productOfferingTerm, the customer selected, eg: a productOffering can be offered with multiple terms, like commitment periods for the contract. The price may be influenced by this productOfferingTerm. A productOffering may be cheaper with a 24 month commitment than with a 12 month commitment.
 * Skipped properties: id,href,lastUpdate,@type,@baseType
 */
export interface ProductOfferingPrice_Update {
/**
 * Description of the productOfferingPrice
 */
description?: string
/**
 * A flag indicating if this ProductOfferingPrice is composite (bundle) or not
 */
isBundle?: boolean
/**
 * the lifecycle status of this ProductOfferingPrice
 */
lifecycleStatus?: string
/**
 * Name of the productOfferingPrice
 */
name?: string
/**
 * Percentage to apply if this Product Offering Price is an Alteration (such as a Discount)
 */
percentage?: number
/**
 * A category that describes the price, such as recurring, discount, allowance, penalty, and so forth.
 */
priceType?: string
/**
 * the period of the recurring charge:  1, 2, ... .It sets to zero if it is not applicable
 */
recurringChargePeriodLength?: number
/**
 * The period to repeat the application of the price
 * Could be month, week...
 */
recurringChargePeriodType?: string
/**
 * ProductOfferingPrice version
 */
version?: string
/**
 * this object represents a bundle relationship from a bundle product offering price (parent) to a simple product offering price (child). A simple product offering price may participate in more than one bundle relationship.
 */
bundledPopRelationship?: BundledProductOfferingPriceRelationship[]
/**
 * The Constraint resource represents a policy/rule applied to ProductOfferingPrice.
 */
constraint?: ConstraintRef[]
/**
 * Place defines the places where the products are sold or delivered.
 */
place?: PlaceRef[]
/**
 * Product Offering Prices related to this Product Offering Price, for example a price alteration such as allowance or discount
 */
popRelationship?: ProductOfferingPriceRelationship[]
price?: Money
/**
 * The PricingLogicAlgorithm entity represents an instantiation of an interface specification to external rating function (without a modeled behavior in SID). Some of the parameters of the interface definition may be already set (such as price per unit) and some may be gathered during the rating process from the event (such as call duration) or from ProductCharacteristicValues (such as assigned bandwidth).
 */
pricingLogicAlgorithm?: PricingLogicAlgorithm[]
/**
 * A use of the ProductSpecificationCharacteristicValue by a ProductOfferingPrice to which additional properties (attributes) apply or override the properties of similar properties contained in ProductSpecificationCharacteristicValue. It should be noted that characteristics which their value(s) addressed by this object must exist in corresponding product specification. The available characteristic values for a ProductSpecificationCharacteristic in a Product specification can be modified at the ProductOffering and ProcuctOfferingPrice level. The list of values in ProductSpecificationCharacteristicValueUse is a strict subset of the list of values as defined in the corresponding product specification characteristics.
 */
prodSpecCharValueUse?: ProductSpecificationCharacteristicValueUse[]
/**
 * A list of conditions under which a ProductOfferingPrice is made available to Customers. For instance, a Product Offering Price can be offered with multiple commitment periods.
 */
productOfferingTerm?: ProductOfferingTerm[]
/**
 * An amount of money levied on the price of a Product by a legislative body.
 */
tax?: TaxItem[]
unitOfMeasure?: Quantity
validFor?: TimePeriod
/**
 * hyperlink reference to the schema describing this resource
 */
"@schemaLocation"?: string
}
/**
 * It's a productOfferingQualification item that has been executed previously.
 */
export interface ProductOfferingQualificationItemRef {
/**
 * Id of an item of a product offering qualification
 */
id: string
/**
 * Reference of the related entity.
 */
productOfferingQualificationHref?: string
/**
 * Unique identifier of a related entity.
 */
productOfferingQualificationId: string
/**
 * Name of the related entity.
 */
productOfferingQualificationName?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * It's a productOfferingQualification that has been executed previously
 */
export interface ProductOfferingQualificationRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * Represents entities that are orderable from the provider of the catalog, this resource includes pricing information.
 * Skipped properties: id,href
 */
export interface ProductOffering_Create {
/**
 * Description of the productOffering
 */
description?: string
/**
 * isBundle determines whether a productOffering represents a single productOffering (false), or a bundle of productOfferings (true).
 */
isBundle?: boolean
/**
 * A flag indicating if this product offer can be sold stand-alone for sale or not. If this flag is false it indicates that the offer can only be sold within a bundle.
 */
isSellable?: boolean
/**
 * Date and time of the last update
 */
lastUpdate?: string
/**
 * Used to indicate the current lifecycle status
 */
lifecycleStatus?: string
/**
 * Name of the productOffering
 */
name: string
/**
 * A string providing a complementary information on the value of the lifecycle status attribute.
 */
statusReason?: string
/**
 * ProductOffering version
 */
version?: string
/**
 * An agreement represents a contract or arrangement, either written or verbal and sometimes enforceable by law, such as a service level agreement or a customer price agreement. An agreement involves a number of other business entities, such as products, services, and resources and/or their specifications.
 */
agreement?: AgreementRef[]
/**
 * Complements the description of an element (for instance a product) through video, pictures...
 */
attachment?: AttachmentRefOrValue[]
/**
 * A type of ProductOffering that belongs to a grouping of ProductOfferings made available to the market. It inherits of all attributes of ProductOffering.
 */
bundledProductOffering?: BundledProductOffering[]
/**
 * The category resource is used to group product offerings, service and resource candidates in logical containers. Categories can contain other categories and/or product offerings, resource or service candidates.
 */
category?: CategoryRef[]
/**
 * The channel defines the channel for selling product offerings.
 */
channel?: ChannelRef[]
/**
 * provides references to the corresponding market segment as target of product offerings. A market segment is grouping of Parties, GeographicAreas, SalesChannels, and so forth.
 */
marketSegment?: MarketSegmentRef[]
/**
 * Place defines the places where the products are sold or delivered.
 */
place?: PlaceRef[]
/**
 * A use of the ProductSpecificationCharacteristicValue by a ProductOffering to which additional properties (attributes) apply or override the properties of similar properties contained in ProductSpecificationCharacteristicValue. It should be noted that characteristics which their value(s) addressed by this object must exist in corresponding product specification. The available characteristic values for a ProductSpecificationCharacteristic in a Product specification can be modified at the ProductOffering level. For example, a characteristic 'Color' might have values White, Blue, Green, and Red. But, the list of values can be restricted to e.g. White and Blue in an associated product offering. It should be noted that the list of values in 'ProductSpecificationCharacteristicValueUse' is a strict subset of the list of values as defined in the corresponding product specification characteristics.
 */
prodSpecCharValueUse?: ProductSpecificationCharacteristicValueUse[]
/**
 * An amount, usually of money, that is asked for or allowed when a ProductOffering is bought, rented, or leased. The price is valid for a defined period of time and may not represent the actual price paid by a customer.
 */
productOfferingPrice?: ProductOfferingPriceRefOrValue[]
/**
 * A relationship between this product offering and other product offerings.
 */
productOfferingRelationship?: ProductOfferingRelationship[]
/**
 * A condition under which a ProductOffering is made available to Customers. For instance, a productOffering can be offered with multiple commitment periods.
 */
productOfferingTerm?: ProductOfferingTerm[]
productSpecification?: ProductSpecificationRef
resourceCandidate?: ResourceCandidateRef
serviceCandidate?: ServiceCandidateRef
serviceLevelAgreement?: SLARef
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * Represents entities that are orderable from the provider of the catalog, this resource includes pricing information.
 * Skipped properties: id,href,lastUpdate,@type,@baseType
 */
export interface ProductOffering_Update {
/**
 * Description of the productOffering
 */
description?: string
/**
 * isBundle determines whether a productOffering represents a single productOffering (false), or a bundle of productOfferings (true).
 */
isBundle?: boolean
/**
 * A flag indicating if this product offer can be sold stand-alone for sale or not. If this flag is false it indicates that the offer can only be sold within a bundle.
 */
isSellable?: boolean
/**
 * Used to indicate the current lifecycle status
 */
lifecycleStatus?: string
/**
 * Name of the productOffering
 */
name?: string
/**
 * A string providing a complementary information on the value of the lifecycle status attribute.
 */
statusReason?: string
/**
 * ProductOffering version
 */
version?: string
/**
 * An agreement represents a contract or arrangement, either written or verbal and sometimes enforceable by law, such as a service level agreement or a customer price agreement. An agreement involves a number of other business entities, such as products, services, and resources and/or their specifications.
 */
agreement?: AgreementRef[]
/**
 * Complements the description of an element (for instance a product) through video, pictures...
 */
attachment?: AttachmentRefOrValue[]
/**
 * A type of ProductOffering that belongs to a grouping of ProductOfferings made available to the market. It inherits of all attributes of ProductOffering.
 */
bundledProductOffering?: BundledProductOffering[]
/**
 * The category resource is used to group product offerings, service and resource candidates in logical containers. Categories can contain other categories and/or product offerings, resource or service candidates.
 */
category?: CategoryRef[]
/**
 * The channel defines the channel for selling product offerings.
 */
channel?: ChannelRef[]
/**
 * provides references to the corresponding market segment as target of product offerings. A market segment is grouping of Parties, GeographicAreas, SalesChannels, and so forth.
 */
marketSegment?: MarketSegmentRef[]
/**
 * Place defines the places where the products are sold or delivered.
 */
place?: PlaceRef[]
/**
 * A use of the ProductSpecificationCharacteristicValue by a ProductOffering to which additional properties (attributes) apply or override the properties of similar properties contained in ProductSpecificationCharacteristicValue. It should be noted that characteristics which their value(s) addressed by this object must exist in corresponding product specification. The available characteristic values for a ProductSpecificationCharacteristic in a Product specification can be modified at the ProductOffering level. For example, a characteristic 'Color' might have values White, Blue, Green, and Red. But, the list of values can be restricted to e.g. White and Blue in an associated product offering. It should be noted that the list of values in 'ProductSpecificationCharacteristicValueUse' is a strict subset of the list of values as defined in the corresponding product specification characteristics.
 */
prodSpecCharValueUse?: ProductSpecificationCharacteristicValueUse[]
/**
 * An amount, usually of money, that is asked for or allowed when a ProductOffering is bought, rented, or leased. The price is valid for a defined period of time and may not represent the actual price paid by a customer.
 */
productOfferingPrice?: ProductOfferingPriceRefOrValue[]
/**
 * A relationship between this product offering and other product offerings.
 */
productOfferingRelationship?: ProductOfferingRelationship[]
/**
 * A condition under which a ProductOffering is made available to Customers. For instance, a productOffering can be offered with multiple commitment periods.
 */
productOfferingTerm?: ProductOfferingTerm[]
productSpecification?: ProductSpecificationRef
resourceCandidate?: ResourceCandidateRef
serviceCandidate?: ServiceCandidateRef
serviceLevelAgreement?: SLARef
validFor?: TimePeriod
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
}
/**
 * A Product Order is a type of order which  can  be used to place an order between a customer and a service provider or between a service provider and a partner and vice versa,
 */
export interface ProductOrder {
/**
 * ID created on repository side (OM system)
 */
id: string
/**
 * Hyperlink to access the order
 */
href: string
/**
 * Date when the order is cancelled. This is used when order is cancelled.
 */
cancellationDate?: string
/**
 * Reason why the order is cancelled. This is used when order is cancelled.
 */
cancellationReason?: string
/**
 * Used to categorize the order from a business perspective that can be useful for the OM system (e.g. "enterprise", "residential", ...)
 */
category?: string
/**
 * Date when the order was completed
 */
completionDate?: string
/**
 * Description of the product order
 */
description?: string
/**
 * Expected delivery date amended by the provider
 */
expectedCompletionDate?: string
/**
 * ID given by the consumer and only understandable by him (to facilitate his searches afterwards)
 */
externalId?: string
/**
 * Contact attached to the order to send back information regarding this order
 */
notificationContact?: string
/**
 * Date when the order was created
 */
orderDate?: string
/**
 * A way that can be used by consumers to prioritize orders in OM system (from 0 to 4 : 0 is the highest priority, and 4 the lowest)
 */
priority?: string
/**
 * Requested delivery date from the requestor perspective
 */
requestedCompletionDate?: string
/**
 * Order fulfillment start date wished by the requestor. This is used when, for any reason, requestor cannot allow seller to begin to operationally begin the fulfillment before a date.
 */
requestedStartDate?: string
/**
 * A reference to an agreement defined in the context of the product order
 */
agreement?: OrderingAgreementRef[]
billingAccount?: BillingAccountRef
channel?: RelatedChannel[]
note?: Note[]
orderTotalPrice?: OrderPrice[]
payment?: PaymentRef[]
productOfferingQualification?: ProductOfferingQualificationRef[]
/**
 * @minItems 1
 */
productOrderItem: ProductOrderItem[]
quote?: QuoteRef[]
relatedParty?: OrderingRelatedParty[]
state?: ProductOrderStateType
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type": string
}
/**
 * Related channel to another entity. May be online web, mobile app, social ,etc.
 */
export interface RelatedChannel {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the channel.
 */
name?: string
/**
 * Role playing by the channel.
 */
role?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * An identified part of the order. A product order is decomposed into one or more order items.
 */
export interface ProductOrderItem {
/**
 * Identifier of the line item (generally it is a sequence number 01, 02, 03, ...)
 */
id: string
/**
 * Quantity ordered
 */
quantity?: number
action: OrderItemActionType
appointment?: AppointmentRef
billingAccount?: BillingAccountRef
itemPrice?: OrderPrice[]
itemTerm?: OrderTerm[]
itemTotalPrice?: OrderPrice[]
payment?: PaymentRef[]
product?: OrderingProductRefOrValue
productOffering?: OrderingProductOfferingRef
productOfferingQualificationItem?: ProductOfferingQualificationItemRef
productOrderItem?: ProductOrderItem[]
productOrderItemRelationship?: OrderItemRelationship[]
qualification?: ProductOfferingQualificationRef[]
quoteItem?: QuoteItemRef
state?: ProductOrderItemStateType
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
}
/**
 * It's a Quote item that has been executed previously.
 */
export interface QuoteItemRef {
/**
 * Id of an item of a quote
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * Reference of the related entity.
 */
quoteHref?: string
/**
 * Unique identifier of a related entity.
 */
quoteId: string
/**
 * Name of the related entity.
 */
quoteName?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * It's a Quote that has been executed previously
 */
export interface QuoteRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * A Product Order is a type of order which  can  be used to place an order between a customer and a service provider or between a service provider and a partner and vice versa,
 * Skipped properties: id,href,completionDate,orderDate,state,expectedCompletionDate,productOrderItem.state
 */
export interface ProductOrder_Create {
/**
 * Date when the order is cancelled. This is used when order is cancelled.
 */
cancellationDate?: string
/**
 * Reason why the order is cancelled. This is used when order is cancelled.
 */
cancellationReason?: string
/**
 * Used to categorize the order from a business perspective that can be useful for the OM system (e.g. "enterprise", "residential", ...)
 */
category?: string
/**
 * Description of the product order
 */
description?: string
/**
 * ID given by the consumer and only understandable by him (to facilitate his searches afterwards)
 */
externalId?: string
/**
 * Contact attached to the order to send back information regarding this order
 */
notificationContact?: string
/**
 * A way that can be used by consumers to prioritize orders in OM system (from 0 to 4 : 0 is the highest priority, and 4 the lowest)
 */
priority?: string
/**
 * Requested delivery date from the requestor perspective
 */
requestedCompletionDate?: string
/**
 * Order fulfillment start date wished by the requestor. This is used when, for any reason, requestor cannot allow seller to begin to operationally begin the fulfillment before a date.
 */
requestedStartDate?: string
/**
 * A reference to an agreement defined in the context of the product order
 */
agreement?: OrderingAgreementRef[]
billingAccount?: BillingAccountRef
channel?: RelatedChannel[]
note?: Note[]
orderTotalPrice?: OrderPrice[]
payment?: PaymentRef[]
productOfferingQualification?: ProductOfferingQualificationRef[]
/**
 * @minItems 1
 */
productOrderItem: ProductOrderItem[]
quote?: QuoteRef[]
relatedParty?: OrderingRelatedParty[]
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
}
/**
 * A Product Order is a type of order which  can  be used to place an order between a customer and a service provider or between a service provider and a partner and vice versa,
 * Skipped properties: id,href,orderDate
 */
export interface ProductOrder_Update {
/**
 * Date when the order is cancelled. This is used when order is cancelled.
 */
cancellationDate?: string
/**
 * Reason why the order is cancelled. This is used when order is cancelled.
 */
cancellationReason?: string
/**
 * Used to categorize the order from a business perspective that can be useful for the OM system (e.g. "enterprise", "residential", ...)
 */
category?: string
/**
 * Date when the order was completed
 */
completionDate?: string
/**
 * Description of the product order
 */
description?: string
/**
 * Expected delivery date amended by the provider
 */
expectedCompletionDate?: string
/**
 * ID given by the consumer and only understandable by him (to facilitate his searches afterwards)
 */
externalId?: string
/**
 * Contact attached to the order to send back information regarding this order
 */
notificationContact?: string
/**
 * A way that can be used by consumers to prioritize orders in OM system (from 0 to 4 : 0 is the highest priority, and 4 the lowest)
 */
priority?: string
/**
 * Requested delivery date from the requestor perspective
 */
requestedCompletionDate?: string
/**
 * Order fulfillment start date wished by the requestor. This is used when, for any reason, requestor cannot allow seller to begin to operationally begin the fulfillment before a date.
 */
requestedStartDate?: string
/**
 * A reference to an agreement defined in the context of the product order
 */
agreement?: OrderingAgreementRef[]
billingAccount?: BillingAccountRef
channel?: RelatedChannel[]
note?: Note[]
orderTotalPrice?: OrderPrice[]
payment?: PaymentRef[]
productOfferingQualification?: ProductOfferingQualificationRef[]
/**
 * @minItems 1
 */
productOrderItem: ProductOrderItem[]
quote?: QuoteRef[]
relatedParty?: OrderingRelatedParty[]
state?: ProductOrderStateType
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class entity name
 */
"@type"?: string
}
/**
 * Is a detailed description of a tangible or intangible object made available externally in the form of a ProductOffering to customers or other parties playing a party role.
 */
export interface ProductSpecification {
/**
 * Unique identifier of the product specification
 */
id: string
/**
 * Reference of the product specification
 */
href: string
/**
 * The manufacturer or trademark of the specification
 */
brand?: string
/**
 * A narrative that explains in detail what the product specification is
 */
description?: string
/**
 * isBundle determines whether a productSpecification represents a single productSpecification (false), or a bundle of productSpecification (true).
 */
isBundle?: boolean
/**
 * Date and time of the last update
 */
lastUpdate?: string
/**
 * Used to indicate the current lifecycle status
 */
lifecycleStatus?: string
/**
 * Name of the product specification
 */
name?: string
/**
 * An identification number assigned to uniquely identity the specification
 */
productNumber?: string
/**
 * Product specification version
 */
version?: string
/**
 * Complements the description of an element (for instance a product) through video, pictures...
 */
attachment?: AttachmentRefOrValue[]
/**
 * A type of ProductSpecification that belongs to a grouping of ProductSpecifications made available to the market. It inherits of all attributes of ProductSpecification.
 */
bundledProductSpecification?: BundledProductSpecification[]
/**
 * A characteristic quality or distinctive feature of a ProductSpecification.  The characteristic can be take on a discrete value, such as color, can take on a range of values, (for example, sensitivity of 100-240 mV), or can be derived from a formula (for example, usage time (hrs) = 30 - talk time *3). Certain characteristics, such as color, may be configured during the ordering or some other process.
 */
productSpecCharacteristic?: ProductSpecificationCharacteristic[]
/**
 * A migration, substitution, dependency or exclusivity relationship between/among product specifications.
 */
productSpecificationRelationship?: ProductSpecificationRelationship[]
/**
 * A related party defines party or party role linked to a specific entity.
 */
relatedParty?: RelatedParty[]
/**
 * The ResourceSpecification is required to realize a ProductSpecification.
 */
resourceSpecification?: ResourceSpecificationRef[]
/**
 * ServiceSpecification(s) required to realize a ProductSpecification.
 */
serviceSpecification?: ServiceSpecificationRef[]
targetProductSchema?: TargetProductSchema
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type": string
}
/**
 * A characteristic quality or distinctive feature of a ProductSpecification.  The characteristic can be take on a discrete value, such as color, can take on a range of values, (for example, sensitivity of 100-240 mV), or can be derived from a formula (for example, usage time (hrs) = 30 - talk time *3). Certain characteristics, such as color, may be configured during the ordering or some other process.
 */
export interface ProductSpecificationCharacteristic {
/**
 * Unique ID for the characteristic
 */
id?: string
/**
 * If true, the Boolean indicates that the target Characteristic is configurable
 */
configurable?: boolean
/**
 * A narrative that explains the CharacteristicSpecification.
 */
description?: string
/**
 * An indicator that specifies that the values for the characteristic can be extended by adding new values when instantiating a characteristic for a resource.
 */
extensible?: boolean
/**
 * An indicator that specifies if a value is unique for the specification. Possible values are; "unique while value is in effect" and "unique whether value is in effect or not"
 */
isUnique?: boolean
/**
 * The maximum number of instances a CharacteristicValue can take on. For example, zero to five phone numbers in a group calling plan, where five is the value for the maxCardinality.
 */
maxCardinality?: number
/**
 * The minimum number of instances a CharacteristicValue can take on. For example, zero to five phone numbers in a group calling plan, where zero is the value for the minCardinality.
 */
minCardinality?: number
/**
 * A word, term, or phrase by which this characteristic specification is known and distinguished from other characteristic specifications.
 */
name?: string
/**
 * A rule or principle represented in regular expression used to derive the value of a characteristic value.
 */
regex?: string
/**
 * A kind of value that the characteristic can take on, such as numeric, text and so forth
 */
valueType?: string
/**
 * An aggregation, migration, substitution, dependency or exclusivity relationship between/among Specification Characteristics.
 */
productSpecCharRelationship?: ProductSpecificationCharacteristicRelationship[]
/**
 * A ProductSpecificationCharacteristicValue object is used to define a set of attributes, each of which can be assigned to a corresponding set of attributes in a ProductSpecificationCharacteristic object. The values of the attributes in the ProductSpecificationCharacteristicValue object describe the values of the attributes that a corresponding ProductSpecificationCharacteristic object can take on.
 */
productSpecCharacteristicValue?: CharacteristicValueSpecification[]
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * This (optional) field provides a link to the schema describing the value type.
 */
"@valueSchemaLocation"?: string
}
/**
 * An aggregation, migration, substitution, dependency or exclusivity relationship between/among productSpecificationCharacteristics.
 */
export interface ProductSpecificationCharacteristicRelationship {
/**
 * the identifier of the associated product specification
 */
id?: string
/**
 * Hyperlink reference to the target product specification
 */
href?: string
/**
 * The order in which a CharacteristicSpecification appears within another CharacteristicSpecification that defines a grouping of CharacteristicSpecifications.
 * 
 * For example, a grouping may represent the name of an individual. The given name is first, the middle name is second, and the last name is third.
 */
charSpecSeq?: number
/**
 * Name of the target product specification characteristic
 */
name?: string
/**
 * Type of relationship such as aggregation, migration, substitution, dependency, exclusivity
 */
relationshipType?: string
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * A migration, substitution, dependency or exclusivity relationship between/among product specifications.
 */
export interface ProductSpecificationRelationship {
/**
 * unique identifier
 */
id?: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * Type of relationship such as migration, substitution, dependency, exclusivity
 */
relationshipType?: string
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * Resources are physical or non-physical components (or some combination of these) within an enterprise's infrastructure or inventory. They are typically consumed or used by services (for example a physical port assigned to a service) or contribute to the realization of a Product (for example, a SIM card). They can be drawn from the Application, Computing and Network domains, and include, for example, Network Elements, software, IT systems, content and information, and technology components.
 * A ResourceSpecification is an abstract base class for representing a generic means for implementing a particular type of Resource. In essence, a ResourceSpecification defines the common attributes and relationships of a set of related Resources, while Resource defines a specific instance that is based on a particular ResourceSpecification.
 */
export interface ResourceSpecificationRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * Resource Specification version
 */
version?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * Service specification reference: ServiceSpecification(s) required to realize a ProductSpecification.
 */
export interface ServiceSpecificationRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * Service specification version
 */
version?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * Is a detailed description of a tangible or intangible object made available externally in the form of a ProductOffering to customers or other parties playing a party role.
 * Skipped properties: id,href
 */
export interface ProductSpecification_Create {
/**
 * The manufacturer or trademark of the specification
 */
brand?: string
/**
 * A narrative that explains in detail what the product specification is
 */
description?: string
/**
 * isBundle determines whether a productSpecification represents a single productSpecification (false), or a bundle of productSpecification (true).
 */
isBundle?: boolean
/**
 * Date and time of the last update
 */
lastUpdate?: string
/**
 * Used to indicate the current lifecycle status
 */
lifecycleStatus?: string
/**
 * Name of the product specification
 */
name: string
/**
 * An identification number assigned to uniquely identity the specification
 */
productNumber?: string
/**
 * Product specification version
 */
version?: string
/**
 * Complements the description of an element (for instance a product) through video, pictures...
 */
attachment?: AttachmentRefOrValue[]
/**
 * A type of ProductSpecification that belongs to a grouping of ProductSpecifications made available to the market. It inherits of all attributes of ProductSpecification.
 */
bundledProductSpecification?: BundledProductSpecification[]
/**
 * A characteristic quality or distinctive feature of a ProductSpecification.  The characteristic can be take on a discrete value, such as color, can take on a range of values, (for example, sensitivity of 100-240 mV), or can be derived from a formula (for example, usage time (hrs) = 30 - talk time *3). Certain characteristics, such as color, may be configured during the ordering or some other process.
 */
productSpecCharacteristic?: ProductSpecificationCharacteristic[]
/**
 * A migration, substitution, dependency or exclusivity relationship between/among product specifications.
 */
productSpecificationRelationship?: ProductSpecificationRelationship[]
/**
 * A related party defines party or party role linked to a specific entity.
 */
relatedParty?: RelatedParty[]
/**
 * The ResourceSpecification is required to realize a ProductSpecification.
 */
resourceSpecification?: ResourceSpecificationRef[]
/**
 * ServiceSpecification(s) required to realize a ProductSpecification.
 */
serviceSpecification?: ServiceSpecificationRef[]
targetProductSchema?: TargetProductSchema
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * Is a detailed description of a tangible or intangible object made available externally in the form of a ProductOffering to customers or other parties playing a party role.
 * Skipped properties: id,href,lastUpdate,@type,@baseType
 */
export interface ProductSpecification_Update {
/**
 * The manufacturer or trademark of the specification
 */
brand?: string
/**
 * A narrative that explains in detail what the product specification is
 */
description?: string
/**
 * isBundle determines whether a productSpecification represents a single productSpecification (false), or a bundle of productSpecification (true).
 */
isBundle?: boolean
/**
 * Used to indicate the current lifecycle status
 */
lifecycleStatus?: string
/**
 * Name of the product specification
 */
name?: string
/**
 * An identification number assigned to uniquely identity the specification
 */
productNumber?: string
/**
 * Product specification version
 */
version?: string
/**
 * Complements the description of an element (for instance a product) through video, pictures...
 */
attachment?: AttachmentRefOrValue[]
/**
 * A type of ProductSpecification that belongs to a grouping of ProductSpecifications made available to the market. It inherits of all attributes of ProductSpecification.
 */
bundledProductSpecification?: BundledProductSpecification[]
/**
 * A characteristic quality or distinctive feature of a ProductSpecification.  The characteristic can be take on a discrete value, such as color, can take on a range of values, (for example, sensitivity of 100-240 mV), or can be derived from a formula (for example, usage time (hrs) = 30 - talk time *3). Certain characteristics, such as color, may be configured during the ordering or some other process.
 */
productSpecCharacteristic?: ProductSpecificationCharacteristic[]
/**
 * A migration, substitution, dependency or exclusivity relationship between/among product specifications.
 */
productSpecificationRelationship?: ProductSpecificationRelationship[]
/**
 * A related party defines party or party role linked to a specific entity.
 */
relatedParty?: RelatedParty[]
/**
 * The ResourceSpecification is required to realize a ProductSpecification.
 */
resourceSpecification?: ResourceSpecificationRef[]
/**
 * ServiceSpecification(s) required to realize a ProductSpecification.
 */
serviceSpecification?: ServiceSpecificationRef[]
targetProductSchema?: TargetProductSchema
validFor?: TimePeriod
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
}
/**
 * A product offering procured by a customer or other interested party playing a party role. A product is realized as one or more service(s) and / or resource(s).
 * Skipped properties: id,href
 */
export interface Product_Update {
/**
 * Is the description of the product. It could be copied from the description of the Product Offering.
 */
description?: string
/**
 * If true, the product is a ProductBundle which is an instantiation of a BundledProductOffering. If false, the product is a ProductComponent which is an instantiation of a SimpleProductOffering.
 */
isBundle?: boolean
/**
 * If true, the product is visible by the customer.
 */
isCustomerVisible?: boolean
/**
 * Name of the product. It could be the same as the name of the product offering
 */
name?: string
/**
 * Is the date when the product was ordered
 */
orderDate?: string
/**
 * Is the serial number for the product. This is typically applicable to tangible products e.g. Broadband Router.
 */
productSerialNumber?: string
randomAtt?: string
/**
 * Is the date from which the product starts
 */
startDate?: string
/**
 * Is the date when the product was terminated
 */
terminationDate?: string
agreement?: AgreementItemRef[]
billingAccount?: InventoryBillingAccountRef
place?: RelatedPlaceRefOrValue[]
product?: ProductRefOrValue[]
productCharacteristic?: Characteristic[]
productOffering?: InventoryProductOfferingRef
productOrderItem?: RelatedProductOrderItem[]
productPrice?: ProductPrice[]
productRelationship?: ProductRelationship[]
productSpecification?: InventoryProductSpecificationRef
productTerm?: ProductTerm[]
realizingResource?: ResourceRef[]
realizingService?: ServiceRef[]
relatedParty?: RelatedParty[]
status?: ProductStatusType
}
/**
 * Promotion is used to provide the additional discount, voucher, bonus or gift to the customer who meets the pre-defined criteria. Using promotion, the enterprise is able to attract the users and encourage more consumption, especially continuous purchases. Normally Promotion is not regarded as one type of product or product offering. It is often applied when the customer buys the product offerings with the price or amount surpassing the certain limit.
 */
export interface Promotion {
/**
 * Unique identifier of promotion.
 */
id: string
/**
 * Hyperlink to access the promotion.
 */
href: string
/**
 * Details about the purpose of this promotion.
 */
description?: string
/**
 * Latest update date of promotion.
 */
lastUpdate?: string
/**
 * Value of promotion status. Our suggestion would be: draft/test/waitForApproval/release/suspend/retirement.
 */
lifecycleStatus?: string
/**
 * Name of promotion.
 */
name?: string
/**
 * Type of promotion. The basic type are Award/Discount/Reduction.
 */
promotionType?: string
attachment?: AttachmentRefOrValue[]
pattern?: PromotionPattern[]
validFor?: TimePeriod
/**
 * The base type for use in polymorphic collections.
 */
"@baseType"?: string
/**
 * A link to the schema describing a resource (for type extension).
 */
"@schemaLocation"?: string
/**
 * The class type of the actual resource (for type extension).
 */
"@type": string
}
/**
 * Contains the conditions and benefits of the promotion toan eligible party
 */
export interface PromotionPattern {
/**
 * Unique identifier of promotion pattern.
 */
id?: string
/**
 * Logical relation followed by the criteria group.
 */
criteriaGroupLogicalRelationship?: string
/**
 * Small description to clarify the pattern details.
 */
description?: string
/**
 * Alias to promotion pattern. This way is easily mentioned.
 */
name?: string
/**
 * Priority. Smaller number means high.
 */
priority?: number
/**
 * @minItems 1
 */
action: PromotionAction[]
/**
 * @minItems 1
 */
criteriaGroup: PromotionCriteriaGroup[]
validFor?: TimePeriod
/**
 * The base type for use in polymorphic collections
 */
"@baseType"?: string
/**
 * A link to the schema describing a resource (for type extension).
 */
"@schemaLocation"?: string
/**
 * The class type of the actual resource (for type extension).
 */
"@type"?: string
}
/**
 * Action of the promotion. When the customer meets the conditions in the promotion pattern, the customer can be given the benefits in the action.
 */
export interface PromotionAction {
/**
 * Unique identifier.
 */
id?: string
/**
 * Action type can be one of the following: voice (minute), data (MB), data (GB), SMS, bonus point, physical gift, voucher, promotion code, an existing offering, currency.
 */
actionType: string
/**
 * When the Promotion type is 1: Award, it means the amount or value of the awards decided by actionType, such as: Amount of gift, Amount of bonus, Value of discount;  
 *  • When the Promotion type is 2: Discount, it means the value of the discount;  
 *  • When the Promotion type is 3: reduction, it means the value of the reduced money.
 */
actionValue?: string
actionEntityRef?: PromotionsEntityRef
/**
 * The base type for use in polymorphic collections
 */
"@baseType"?: string
/**
 * A link to the schema describing a resource (for type extension).
 */
"@schemaLocation"?: string
/**
 * The class type of the actual resource (for type extension).
 */
"@type"?: string
}
/**
 * Entity reference schema to be use for all entityRef class.
 */
export interface PromotionsEntityRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * Set of group criteria to promotion. Fulfilling these criteria, parties will receice benefits
 */
export interface PromotionCriteriaGroup {
/**
 * Unique Identifier
 */
id?: string
/**
 * Logical relation followed by all criteria.
 */
criteriaLogicalRelationship?: string
/**
 * Name of the group to be easily identified
 */
groupName?: string
/**
 * @minItems 1
 */
criteria: PromotionCriteria[]
/**
 * The base type for use in polymorphic collections
 */
"@baseType"?: string
/**
 * A link to the schema describing a resource (for type extension).
 */
"@schemaLocation"?: string
/**
 * The class type of the actual resource (for type extension).
 */
"@type"?: string
}
/**
 * Set of criteria to be followed by all parties.
 */
export interface PromotionCriteria {
/**
 * Unique identifier.
 */
id?: string
/**
 * Logic operator of this criteria instruction: '=' or '>' or '<' or '>=' or '<=' or '<>'.
 */
criteriaOperator: string
/**
 * The parameter (factor) of the criteria.The basic factors are abstracted from these data sources.There are several detail parameters.
 */
criteriaParameter: string
/**
 * The value is filled for the comparison of the criteria.
 */
criteriaValue: string
/**
 * The base type for use in polymorphic collections
 */
"@baseType"?: string
/**
 * A link to the schema describing a resource (for type extension).
 */
"@schemaLocation"?: string
/**
 * The class type of the actual resource (for type extension).
 */
"@type"?: string
}
/**
 * Promotion is used to provide the additional discount, voucher, bonus or gift to the customer who meets the pre-defined criteria. Using promotion, the enterprise is able to attract the users and encourage more consumption, especially continuous purchases. Normally Promotion is not regarded as one type of product or product offering. It is often applied when the customer buys the product offerings with the price or amount surpassing the certain limit.
 * Skipped properties: id,href
 */
export interface Promotion_Create {
/**
 * Details about the purpose of this promotion.
 */
description?: string
/**
 * Latest update date of promotion.
 */
lastUpdate?: string
/**
 * Value of promotion status. Our suggestion would be: draft/test/waitForApproval/release/suspend/retirement.
 */
lifecycleStatus?: string
/**
 * Name of promotion.
 */
name: string
/**
 * Type of promotion. The basic type are Award/Discount/Reduction.
 */
promotionType?: string
attachment?: AttachmentRefOrValue[]
pattern?: PromotionPattern[]
validFor?: TimePeriod
/**
 * The base type for use in polymorphic collections.
 */
"@baseType"?: string
/**
 * A link to the schema describing a resource (for type extension).
 */
"@schemaLocation"?: string
/**
 * The class type of the actual resource (for type extension).
 */
"@type"?: string
}
/**
 * Promotion is used to provide the additional discount, voucher, bonus or gift to the customer who meets the pre-defined criteria. Using promotion, the enterprise is able to attract the users and encourage more consumption, especially continuous purchases. Normally Promotion is not regarded as one type of product or product offering. It is often applied when the customer buys the product offerings with the price or amount surpassing the certain limit.
 * Skipped properties: id,href,pattern,@baseType,@type,@schemaLocation
 */
export interface Promotion_Update {
/**
 * Details about the purpose of this promotion.
 */
description?: string
/**
 * Latest update date of promotion.
 */
lastUpdate?: string
/**
 * Value of promotion status. Our suggestion would be: draft/test/waitForApproval/release/suspend/retirement.
 */
lifecycleStatus?: string
/**
 * Name of promotion.
 */
name?: string
/**
 * Type of promotion. The basic type are Award/Discount/Reduction.
 */
promotionType?: string
attachment?: AttachmentRefOrValue[]
validFor?: TimePeriod
}
/**
 * Sets the communication endpoint address the service instance must use to deliver notification information
 */
export interface PromotionsEventSubscription {
/**
 * Id of the listener
 */
id: string
/**
 * The callback being registered.
 */
callback: string
/**
 * additional data to be passed
 */
query?: string
}
export interface Qualification {
qualifies: boolean
[k: string]: unknown
}
/**
 * An QueryUsageConsumption allows to manage the calculation request of an usage consumption
 */
export interface QueryUsageConsumption {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href: string
/**
 * Date when the query was submitted
 */
queryUsageConsumptionDate?: string
/**
 * A reference to the account that owns the bucket
 */
partyAccount?: PartyAccountRef[]
/**
 * Reference and role of the related parties for which the usage consumption is requested
 */
relatedParty?: RelatedParty[]
searchCriteria?: UsageConsumption
/**
 * Report with current counters and balances
 */
usageConsumption?: UsageConsumption[]
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type": string
}
/**
 * An usage consumption enables to know at a given point the balances and the consumption counters related to various buckets (SMS, Voice, Data for example). It could be calculated for a device identified by a public key (msisdn number for a mobile device for example or PSTN or VOIP number for a fix device), for a subscribed offer or option or for an user.
 */
export interface UsageConsumption {
/**
 * unique identifier
 */
id?: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Date and time of the request creation
 */
creationDate?: string
/**
 * Free short text describing the usage consumption content
 */
description?: string
/**
 * Date when the status was last changed
 */
lastUpdate?: string
/**
 * Usage consumption name
 */
name?: string
/**
 * Bucket(s) included in the offer or option subscribed.
 */
bucketRefOrValue?: BucketRefOrValue[]
logicalResource?: UsageConsumptionLogicalResourceRef[]
/**
 * A reference to the account that owns the bucket
 */
partyAccount?: PartyAccountRef[]
product?: UsageConsumptionProductRef[]
/**
 * Reference and role of the related parties for which the usage consumption is requested
 */
relatedParty?: RelatedParty[]
service?: UsageConsumptionServiceRef[]
state?: TaskStateType
validPeriod?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * An QueryUsageConsumption allows to manage the calculation request of an usage consumption
 * Skipped properties: id,href,usageConsumption
 */
export interface QueryUsageConsumption_Create {
/**
 * Date when the query was submitted
 */
queryUsageConsumptionDate?: string
/**
 * A reference to the account that owns the bucket
 */
partyAccount?: PartyAccountRef[]
/**
 * Reference and role of the related parties for which the usage consumption is requested
 */
relatedParty?: RelatedParty[]
searchCriteria?: UsageConsumption
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * An occurrence of employing a product for its intended purpose with all rating details
 */
export interface RatedProductUsage {
/**
 * Boolean indicating if usage have been billed or not
 */
isBilled?: boolean
/**
 * Indicates if the rated amount is exempt of tax
 */
isTaxExempt?: boolean
/**
 * Type of tariff applied
 */
offerTariffType?: string
/**
 * Type of amount
 */
ratingAmountType?: string
/**
 * Date of usage rating
 */
ratingDate?: string
/**
 * Tax rate
 */
taxRate?: number
/**
 * Tag value: [usage]: the usage is always rated outside a usage bundle
 * [included usage]: the usage is rated inside a usage bundle
 * [non included usage]: the usage bundle is exhausted. The usage is rated outside the usage bundle
 */
usageRatingTag?: string
bucketValueConvertedInAmount?: Money
productRef?: ProductRef
taxExcludedRatingAmount?: Money
taxIncludedRatingAmount?: Money
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
export interface RecipeImport {
recipe: {
recipe: {
format: "wildlily-recipe/1"
recipeId: string
name: string
hypothesis: string
origin: {
operatorId: string
country: string
currency: string
experimentId: string
}
change: ({
kind: "offering"
offering: {
[k: string]: unknown
}
} | {
kind: "promotion"
promotion: {
[k: string]: unknown
}
})
evidence: {
/**
 * Of each subscriber since it was first exposed: revenue, margin, cost in micros; usage in bytes; churn, conversion 0 or 1.
 */
metric: ("revenue" | "margin" | "usage" | "churn" | "conversion" | "cost")
subscribers: number
days: number
difference: number
margin: number
alpha: number
}
madeAt: string
expiresAt: string
}
signature: {
algorithm: "Ed25519"
keyId: string
value: string
}
}
/**
 * What an amount of the origin's currency is in this market's. Mandatory when the currencies differ.
 */
priceFactor?: string
/**
 * This host's rating group for each of the origin's that differs.
 */
ratingGroups?: {
[k: string]: number
}
/**
 * Another id than that of the origin.
 */
offeringId?: string
/**
 * Of a promotion: what each of the origin's plans, products, categories, stores, partners and channels is called here.
 */
names?: {
[k: string]: string
}
}
export interface RecipeKey {
keyId: string
algorithm: "Ed25519"
/**
 * PEM. Give it to operators that are to take over your recipes.
 */
publicKey: string
}
export interface Redemption {
id: string
promotionId: string
state: ("reserved" | "redeemed" | "released" | "expired" | "rolled_back")
/**
 * Off the order.
 */
discount: string
currency: string
effects: {
effect: {
type: string
[k: string]: unknown
}
state: ("owed" | "given" | "failed" | "told" | "take-back-owed" | "taken-back")
[k: string]: unknown
}[]
subscriberId?: string
reference?: string
reservedUntil?: string
redeemedAt?: string
createdAt: string
[k: string]: unknown
}
export interface Redemption_Rollback {
reason?: string
}
export interface ReferralCode {
batchId: string
code: string
subscriberId: string
}
export interface ReferralCode_Create {
subscriber: string
}
/**
 * The Refund resource represents a performed Refund. It contains both information about the refund and the payment method used to perform it.
 */
export interface Refund {
/**
 * Unique identifier of Refund
 */
id: string
/**
 * Hypertext Reference of the refund
 */
href: string
/**
 * Authorization code retrieved from an external payment gateway that could be used for conciliation
 */
authorizationCode?: string
/**
 * Unique identifier in the client for the refund in case it is needed to correlate
 */
correlatorId?: string
/**
 * Text describing the contents of the refund
 */
description?: string
/**
 * Screen name of the refund
 */
name?: string
/**
 * Date when the refund was performed
 */
refundDate?: string
/**
 * Status of the refund
 */
status?: string
/**
 * Date when the status was recorded
 */
statusDate?: string
account: PaymentsAccountRef
amount?: Money
channel?: ChannelRef
payment?: BalancesPaymentRef
paymentMethod: PaymentMethodRefOrValue
requestor?: RelatedParty
taxAmount?: Money
totalAmount?: Money
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type": string
}
/**
 * The Refund resource represents a performed Refund. It contains both information about the refund and the payment method used to perform it.
 * Skipped properties: id,href,status,statusDate,RefundDate
 */
export interface Refund_Create {
/**
 * Authorization code retrieved from an external payment gateway that could be used for conciliation
 */
authorizationCode?: string
/**
 * Unique identifier in the client for the refund in case it is needed to correlate
 */
correlatorId?: string
/**
 * Text describing the contents of the refund
 */
description?: string
/**
 * Screen name of the refund
 */
name?: string
/**
 * Date when the refund was performed
 */
refundDate?: string
account: PaymentsAccountRef
amount?: Money
channel?: ChannelRef
payment?: BalancesPaymentRef
paymentMethod: PaymentMethodRefOrValue
requestor?: RelatedParty
taxAmount?: Money
totalAmount: Money
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * Related Entity reference. A related balance topup defines a relationship via a role to another balance topup. Used in the PrepayBalanceManagement API to track child topups that are related to the parent (initiating balance topup resource). PrepayBalanceManagement defines the child role
 */
export interface RelatedTopupBalance {
/**
 * unique identifier
 */
id?: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Name of the related entity.
 */
name?: string
/**
 * Role played by the TopupBalance. In the PrepayBalanceManagement API this is parent or child
 */
role?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
export interface Replay {
/**
 * Events from then on
 */
from: string
/**
 * Events before then
 */
to: string
/**
 * Types that are told: payment.captured, payment.*
 * 
 * @minItems 1
 * @maxItems 50
 */
types?: string[]
}
export interface ReplayResult {
id: string
endpointId: string
from: string
to: string
types?: string[]
state: ("accepted" | "done")
}
/**
 * The ReserveBalance resource allows adjustments to be made to the original BalanceTopup eg increment the amount, alter the recharge periodicity
 */
export interface ReserveBalance {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href: string
/**
 * Date when the deduction was confirmed in the server
 */
confirmationDate?: string
/**
 * Description of the recharge operation
 */
description?: string
/**
 * Date on which the reservation will expire, if the amount was not actually used
 */
expirationDate?: string
/**
 * Text describing the reason for the action/task
 */
reason?: string
/**
 * Date when the deduction request was received in the server
 */
requestedDate?: string
/**
 * Status of the operation
 */
status?: string
/**
 * defines the type of the underlying Balance eg data,voice, any currency eg EUR, USD etc
 */
usageType?: string
amount?: Quantity
bucket?: BucketRef
channel?: ChannelRef
/**
 * A reference to the bucket impacted by the request or the value itself.
 */
impactedBucket?: ImpactedBucket[]
logicalResource?: LogicalResourceRef
partyAccount?: PartyAccountRef
product?: ProductRef
/**
 * Used to provide information about any other entity with relation to the operation
 */
relatedParty?: RelatedParty[]
requestor?: RelatedParty
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type": string
}
/**
 * The ReserveBalance resource allows adjustments to be made to the original BalanceTopup eg increment the amount, alter the recharge periodicity
 * Skipped properties: id,href
 */
export interface ReserveBalance_Create {
/**
 * Date when the deduction was confirmed in the server
 */
confirmationDate?: string
/**
 * Description of the recharge operation
 */
description?: string
/**
 * Date on which the reservation will expire, if the amount was not actually used
 */
expirationDate?: string
/**
 * Text describing the reason for the action/task
 */
reason?: string
/**
 * Date when the deduction request was received in the server
 */
requestedDate?: string
/**
 * Status of the operation
 */
status?: string
/**
 * defines the type of the underlying Balance eg data,voice, any currency eg EUR, USD etc
 */
usageType?: string
amount: Quantity
bucket?: BucketRef
channel?: ChannelRef
/**
 * A reference to the bucket impacted by the request or the value itself.
 */
impactedBucket?: ImpactedBucket[]
logicalResource?: LogicalResourceRef
partyAccount?: PartyAccountRef
product?: ProductRef
/**
 * Used to provide information about any other entity with relation to the operation
 */
relatedParty?: RelatedParty[]
requestor?: RelatedParty
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * The ReserveBalance resource allows adjustments to be made to the original BalanceTopup eg increment the amount, alter the recharge periodicity
 * Skipped properties: id,href
 */
export interface ReserveBalance_Update {
/**
 * Date when the deduction was confirmed in the server
 */
confirmationDate?: string
/**
 * Description of the recharge operation
 */
description?: string
/**
 * Date on which the reservation will expire, if the amount was not actually used
 */
expirationDate?: string
/**
 * Text describing the reason for the action/task
 */
reason?: string
/**
 * Date when the deduction request was received in the server
 */
requestedDate?: string
/**
 * Status of the operation
 */
status?: string
/**
 * defines the type of the underlying Balance eg data,voice, any currency eg EUR, USD etc
 */
usageType?: string
amount?: Quantity
bucket?: BucketRef
channel?: ChannelRef
/**
 * A reference to the bucket impacted by the request or the value itself.
 */
impactedBucket?: ImpactedBucket[]
logicalResource?: LogicalResourceRef
partyAccount?: PartyAccountRef
product?: ProductRef
/**
 * Used to provide information about any other entity with relation to the operation
 */
relatedParty?: RelatedParty[]
requestor?: RelatedParty
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * Resource is an abstract entity that describes the common set of attributes shared by all concrete resources (e.g. TPE, EQUIPMENT) in the inventory.
 */
export interface Resource {
/**
 * Identifier of an instance of the resource. Required to be unique within the resource type.  Used in URIs as the identifier for specific instances of a type.
 */
id: string
/**
 * The URI for the object itself.
 */
href: string
/**
 * Category of the concrete resource. e.g Gold, Silver for MSISDN concrete resource
 */
category?: string
/**
 * free-text description of the resource
 */
description?: string
/**
 * A date time( DateTime). The date till the resource is operating
 */
endOperatingDate?: string
/**
 * A string used to give a name to the resource
 */
name?: string
/**
 * A field that identifies the specific version of an instance of a resource.
 */
resourceVersion?: string
/**
 * A date time( DateTime). The date from which the resource is operating
 */
startOperatingDate?: string
/**
 * Configuration features
 */
activationFeature?: Feature[]
administrativeState?: ResourceAdministrativeStateType
attachment?: AttachmentRefOrValue[]
note?: ResourcesNote[]
operationalState?: ResourceOperationalStateType
place?: RelatedPlaceRefOrValue
relatedParty?: RelatedParty[]
resourceCharacteristic?: PartiesCharacteristic[]
resourceRelationship?: ResourceRelationship[]
resourceSpecification?: ResourceSpecificationRef
resourceStatus?: ResourceStatusType
usageState?: ResourceUsageStateType
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type": string
}
/**
 * Extra information about a given entity
 */
export interface ResourcesNote {
/**
 * Identifier of the note within its containing entity (may or may not be globally unique, depending on provider implementation)
 */
id?: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Author of the note
 */
author?: string
/**
 * Date of the note
 */
date?: string
/**
 * Text of the note
 */
text?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * Linked resources to the one instantiate, such as [bundled] if the resource is a bundle and you want to describe the bundled resources inside this bundle; [reliesOn] if the resource needs another already owned resource to rely on (e.g. an option on an already owned mobile access resource) [targets] or [isTargeted] (depending on the way of expressing the link) for any other kind of links that may be useful
 */
export interface ResourceRelationship {
/**
 * unique identifier
 */
id?: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * Type of the resource relationship, such as [bundled] if the resource is a bundle and you want to describe the bundled resources inside this bundle; [reliesOn] if the resource needs another already owned resource to rely on (eg: an option on an already owned mobile access resource) [targets] or [isTargeted] (depending on the way of expressing the link) for any other kind of links that may be useful
 */
relationshipType: string
resource: ResourceRefOrValue
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * Resource is an abstract entity that describes the common set of attributes shared by all concrete resources. The polymorphic attributes @type, @schemaLocation & @referredType are related to the Resource entity and not the related ResourceRefOrValue class itself
 */
export interface ResourceRefOrValue {
/**
 * Identifier of an instance of the resource. Required to be unique within the resource type.  Used in URIs as the identifier for specific instances of a type.
 */
id: string
/**
 * The URI for the object itself.
 */
href: string
/**
 * Category of the concrete resource. e.g Gold, Silver for MSISDN concrete resource
 */
category?: string
/**
 * free-text description of the resource
 */
description?: string
/**
 * A date time( DateTime). The date till the resource is operating
 */
endOperatingDate?: string
/**
 * A string used to give a name to the resource
 */
name?: string
/**
 * A field that identifies the specific version of an instance of a resource.
 */
resourceVersion?: string
/**
 * A date time( DateTime). The date from which the resource is operating
 */
startOperatingDate?: string
/**
 * Configuration features
 */
activationFeature?: Feature[]
administrativeState?: ResourceAdministrativeStateType
attachment?: AttachmentRefOrValue[]
note?: ResourcesNote[]
operationalState?: ResourceOperationalStateType
place?: RelatedPlaceRefOrValue
relatedParty?: RelatedParty[]
resourceCharacteristic?: PartiesCharacteristic[]
resourceRelationship?: ResourceRelationship[]
resourceSpecification?: ResourceSpecificationRef
resourceStatus?: ResourceStatusType
usageState?: ResourceUsageStateType
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * Resource is an abstract entity that describes the common set of attributes shared by all concrete resources (e.g. TPE, EQUIPMENT) in the inventory.
 * Skipped properties: id,href
 */
export interface Resource_Create {
/**
 * Category of the concrete resource. e.g Gold, Silver for MSISDN concrete resource
 */
category?: string
/**
 * free-text description of the resource
 */
description?: string
/**
 * A date time( DateTime). The date till the resource is operating
 */
endOperatingDate?: string
/**
 * A string used to give a name to the resource
 */
name: string
/**
 * A field that identifies the specific version of an instance of a resource.
 */
resourceVersion?: string
/**
 * A date time( DateTime). The date from which the resource is operating
 */
startOperatingDate?: string
/**
 * Configuration features
 */
activationFeature?: Feature[]
administrativeState?: ResourceAdministrativeStateType
attachment?: AttachmentRefOrValue[]
note?: ResourcesNote[]
operationalState?: ResourceOperationalStateType
place?: RelatedPlaceRefOrValue
relatedParty?: RelatedParty[]
resourceCharacteristic?: PartiesCharacteristic[]
resourceRelationship?: ResourceRelationship[]
resourceSpecification?: ResourceSpecificationRef
resourceStatus?: ResourceStatusType
usageState?: ResourceUsageStateType
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * Resource is an abstract entity that describes the common set of attributes shared by all concrete resources (e.g. TPE, EQUIPMENT) in the inventory.
 * Skipped properties: id,href
 */
export interface Resource_Update {
/**
 * Category of the concrete resource. e.g Gold, Silver for MSISDN concrete resource
 */
category?: string
/**
 * free-text description of the resource
 */
description?: string
/**
 * A date time( DateTime). The date till the resource is operating
 */
endOperatingDate?: string
/**
 * A string used to give a name to the resource
 */
name?: string
/**
 * A field that identifies the specific version of an instance of a resource.
 */
resourceVersion?: string
/**
 * A date time( DateTime). The date from which the resource is operating
 */
startOperatingDate?: string
/**
 * Configuration features
 */
activationFeature?: Feature[]
administrativeState?: ResourceAdministrativeStateType
attachment?: AttachmentRefOrValue[]
note?: ResourcesNote[]
operationalState?: ResourceOperationalStateType
place?: RelatedPlaceRefOrValue
relatedParty?: RelatedParty[]
resourceCharacteristic?: PartiesCharacteristic[]
resourceRelationship?: ResourceRelationship[]
resourceSpecification?: ResourceSpecificationRef
resourceStatus?: ResourceStatusType
usageState?: ResourceUsageStateType
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
export interface Segments {
subscriberId: string
segments: string[]
profiling: ("granted" | "withdrawn")
}
export interface Segments_Update {
/**
 * All of them; a segment that is not named is left.
 * 
 * @maxItems 20
 */
segments: string[]
}
export interface SignedRecipe {
recipe: {
format: "wildlily-recipe/1"
recipeId: string
name: string
hypothesis: string
origin: {
operatorId: string
country: string
currency: string
experimentId: string
}
change: ({
kind: "offering"
offering: {
[k: string]: unknown
}
} | {
kind: "promotion"
promotion: {
[k: string]: unknown
}
})
evidence: {
/**
 * Of each subscriber since it was first exposed: revenue, margin, cost in micros; usage in bytes; churn, conversion 0 or 1.
 */
metric: ("revenue" | "margin" | "usage" | "churn" | "conversion" | "cost")
subscribers: number
days: number
difference: number
margin: number
alpha: number
}
madeAt: string
expiresAt: string
}
signature: {
algorithm: "Ed25519"
keyId: string
value: string
}
}
export interface SimSwapInfo {
/**
 * Timestamp of latest SIM swap performed. It must follow [RFC 3339](https://datatracker.ietf.org/doc/html/rfc3339#section-5.6) and must have time zone.
 */
latestSimChange: (string | null)
/**
 * Timeframe in days for SIM card change supervision for the phone number. It could be valued in the response if the latest SIM swap occurred before this monitored period.
 */
monitoredPeriod?: number
}
export interface Simulation {
/**
 * `simu_…`
 */
id: string
/**
 * sim-failure: SIMs are not activated, swapped or made · port-declined: numbers are not ported · host-down: the host answers nobody · host-slow: it answers after `delayS` · declined: it refuses whatever matches
 */
kind: ("sim-failure" | "port-declined" | "host-down" | "host-slow" | "declined")
/**
 * Which requests it applies to. Default: all of your orders that the kind is about.
 */
match?: {
msisdn?: string
iccid?: string
requestKind?: ("activate" | "suspend" | "resume" | "change-plan" | "swap-sim" | "change-number" | "port-in" | "cancel-port-in" | "port-out" | "terminate" | "order-profile" | "cancel-profile")
}
/**
 * How many requests. Default: all until it is deleted.
 */
times?: number
/**
 * What the host says. Default: the kind's own name.
 */
code?: string
/**
 * Seconds, of host-slow. Default: 5.
 */
delayS?: number
createdAt: string
}
export interface Simulation_Create {
/**
 * sim-failure: SIMs are not activated, swapped or made · port-declined: numbers are not ported · host-down: the host answers nobody · host-slow: it answers after `delayS` · declined: it refuses whatever matches
 */
kind: ("sim-failure" | "port-declined" | "host-down" | "host-slow" | "declined")
/**
 * Which requests it applies to. Default: all of your orders that the kind is about.
 */
match?: {
msisdn?: string
iccid?: string
requestKind?: ("activate" | "suspend" | "resume" | "change-plan" | "swap-sim" | "change-number" | "port-in" | "cancel-port-in" | "port-out" | "terminate" | "order-profile" | "cancel-profile")
}
/**
 * How many requests. Default: all until it is deleted.
 */
times?: number
/**
 * What the host says. Default: the kind's own name.
 */
code?: string
/**
 * Seconds, of host-slow. Default: 5.
 */
delayS?: number
}
export interface Situation {
/**
 * `sub_…`, or a number: `+447700900123`.
 */
subscriber?: string
order?: {
/**
 * @minItems 1
 * @maxItems 200
 */
lines: {
/**
 * The offering or the article: an id, SKU or GTIN.
 */
product: string
category?: string
/**
 * Default: 1.
 */
quantity?: number
/**
 * Of all pieces together.
 */
amount: string
}[]
}
channel?: string
store?: string
/**
 * What else criteria may ask for, as `attribute.<name>`.
 */
attributes?: {
[k: string]: string | number
}
}
export interface Sponsor {
id: string
href: string
name: string
contact?: string
status: ("active" | "closed")
currency: string
/**
 * Decimal, in the currency
 */
lowBelow?: string
partnerId?: string
/**
 * Only of one sponsor
 */
balance?: {
/**
 * Decimal, in the currency
 */
available: string
/**
 * Decimal, in the currency
 */
setAside: string
/**
 * Decimal, in the currency
 */
spent: string
/**
 * Decimal, in the currency
 */
deposited: string
}
createdAt: string
updatedAt: string
}
export interface SponsorAgreement {
id: string
href: string
sponsorId: string
name: string
services: string[]
/**
 * Decimal, in the currency
 */
pricePerGb: string
currency: string
/**
 * Such as `5000000000 B`
 */
perSubscriberAndDay?: string
markets: string[]
from: string
to: string
version: number
supersedes?: string
state: ("active" | "ended")
poolId: string
pool: {
/**
 * Such as `5000000000 B`
 */
bought: string
/**
 * Such as `5000000000 B`
 */
used?: string
/**
 * Such as `5000000000 B`
 */
lent?: string
/**
 * Such as `5000000000 B`
 */
available?: string
/**
 * Decimal, in the currency
 */
paid: string
/**
 * Decimal, in the currency
 */
returned: string
}
createdAt: string
updatedAt: string
}
export interface SponsorAgreementPool {
/**
 * Yours: the same one again is the same deposit.
 */
id: string
/**
 * Bytes that are paid for in addition.
 */
amount: string
}
export interface SponsorAgreement_Create {
sponsorId: string
name: string
/**
 * Default: all of the sponsor's.
 * 
 * @minItems 1
 * @maxItems 20
 */
services?: string[]
/**
 * What the sponsor pays for 10⁹ bytes.
 */
pricePerGb: (string | number)
/**
 * Bytes that are paid for now.
 */
pool: string
/**
 * Most that one subscriber may use in a day. Default: no cap.
 */
perSubscriberAndDay?: string
/**
 * Default: the operator's market.
 * 
 * @minItems 1
 * @maxItems 50
 * 
 * Items: ISO 3166-1, or 3166-2 where a part of a country has rules of its own.
 */
markets?: string[]
/**
 * First instant.
 */
from: string
/**
 * First instant after it.
 */
to: string
/**
 * The agreement that this one is a further version of.
 */
supersedes?: string
}
export interface SponsorDeposit_Create {
/**
 * Yours: the same one again is the same deposit.
 */
id: string
/**
 * In the market's currency.
 */
amount: (string | number)
/**
 * What the money came with: the reference of a bank transfer.
 */
reference: string
}
export interface SponsorMovement {
/**
 * Its number in the ledger, from 1
 */
id: string
kind: ("deposited" | "set-aside" | "spent" | "returned")
at: string
/**
 * Decimal, in the currency
 */
amount: string
campaignId?: string
agreementId?: string
bytes?: number
moveId: string
reference?: string
by: string
balance: {
/**
 * Decimal, in the currency
 */
available: string
/**
 * Decimal, in the currency
 */
setAside: string
/**
 * Decimal, in the currency
 */
spent: string
/**
 * Decimal, in the currency
 */
deposited: string
}
}
export interface SponsorStatement {
sponsorId: string
period: string
from: string
to: string
currency: string
account: {
/**
 * Decimal, in the currency
 */
opening: string
/**
 * Decimal, in the currency
 */
deposits: string
/**
 * Decimal, in the currency
 */
setAside: string
/**
 * Decimal, in the currency
 */
returned: string
/**
 * Decimal, in the currency
 */
closing: string
}
setAside: {
/**
 * Decimal, in the currency
 */
opening: string
/**
 * Decimal, in the currency
 */
setAside: string
/**
 * Decimal, in the currency
 */
spent: string
/**
 * Decimal, in the currency
 */
returned: string
/**
 * Decimal, in the currency
 */
closing: string
}
all: {
/**
 * Decimal, in the currency
 */
opening: string
/**
 * Decimal, in the currency
 */
deposits: string
/**
 * Decimal, in the currency
 */
spent: string
/**
 * Decimal, in the currency
 */
closing: string
}
lines: {
campaignId?: string
agreementId?: string
/**
 * Decimal, in the currency
 */
setAside: string
/**
 * Decimal, in the currency
 */
spent: string
/**
 * Decimal, in the currency
 */
returned: string
bytes: number
}[]
/**
 * The first thousand
 */
movements: {
/**
 * Its number in the ledger, from 1
 */
id: string
kind: ("deposited" | "set-aside" | "spent" | "returned")
at: string
/**
 * Decimal, in the currency
 */
amount: string
campaignId?: string
agreementId?: string
bytes?: number
moveId: string
reference?: string
by: string
balance: {
/**
 * Decimal, in the currency
 */
available: string
/**
 * Decimal, in the currency
 */
setAside: string
/**
 * Decimal, in the currency
 */
spent: string
/**
 * Decimal, in the currency
 */
deposited: string
}
}[]
movementsInAll: number
/**
 * The month is over
 */
isFinal: boolean
}
export interface Sponsor_Create {
/**
 * As plans name it in `trafficClass.sponsor`; an advertiser has a name of its own.
 */
sponsorId: string
/**
 * Who it is.
 */
name: string
/**
 * Whom to talk to.
 */
contact?: string
/**
 * The channel partner whose it is, who may then make campaigns for it. Default: the operator alone.
 */
partnerId?: string
/**
 * `sponsor.balance_low` is told when the account falls below it.
 */
lowBelow?: (string | number)
}
export interface Sponsor_Update {
name?: string
contact?: (string | null)
lowBelow?: ((string | number) | null)
/**
 * closed: nothing new is made for it; what runs goes on.
 */
status?: ("active" | "closed")
}
export interface Subscription {
protocolSettings?: unknown
protocol: Protocol
/**
 * The address to which events shall be delivered using the selected protocol.
 */
sink: string
/**
 * Camara Event types eligible for subscription:
 * - org.camaraproject.sim-swap-subscriptions.v0.swapped: receive a notification when a sim swap is performed on the line.
 * Note: for the Commonalities meta-release v0.4 we enforce to have only event type per subscription then for following meta-release use of array MUST be decided
 * at API project level.
 * 
 * @minItems 1
 * @maxItems 1
 */
types: SubscriptionEventType[]
config: Config
id: SubscriptionId
/**
 * Date when the event subscription will begin/began
 * It must follow [RFC 3339](https://datatracker.ietf.org/doc/html/rfc3339#section-5.6) and must have time zone.
 */
startsAt?: string
/**
 * Date when the event subscription will expire. Only provided when `subscriptionExpireTime` is indicated by API client or Telco Operator has specific policy about that.
 * It must follow [RFC 3339](https://datatracker.ietf.org/doc/html/rfc3339#section-5.6) and must have time zone.
 */
expiresAt?: string
/**
 * Current status of the subscription - Management of Subscription State engine is not mandatory for now. Note not all statuses may be considered to be implemented. Details:
 *   - `ACTIVATION_REQUESTED`: Subscription creation (POST) is triggered but subscription creation process is not finished yet.
 *   - `ACTIVE`: Subscription creation process is completed. Subscription is fully operative.
 *   - `INACTIVE`: Subscription is temporarily inactive, but its workflow logic is not deleted.
 *   - `EXPIRED`: Subscription is ended (no longer active). This status applies when subscription is ended due to `SUBSCRIPTION_EXPIRED` event.
 *   - `DELETED`: Subscription is ended as deleted (no longer active). This status applies when subscription information is kept (i.e. subscription workflow is no longer active but its metainformation is kept).
 */
status?: ("ACTIVATION_REQUESTED" | "ACTIVE" | "EXPIRED" | "INACTIVE" | "DELETED")
}
export interface SubscriptionRequest {
protocolSettings?: unknown
protocol: Protocol
/**
 * The address to which events shall be delivered using the selected protocol.
 */
sink: string
sinkCredential?: SinkCredential
/**
 * Camara Event types eligible for subscription:
 * - org.camaraproject.sim-swap-subscriptions.v0.swapped: receive a notification when a sim swap is performed on the line.
 * 
 * @minItems 1
 * @maxItems 1
 */
types: SubscriptionEventType[]
config: Config
}
/**
 * The reference object to the schema and type of target entity which is described by a specification
 */
export interface TargetEntitySchema {
/**
 * This field provides a link to the schema describing the target entity
 */
"@schemaLocation": string
/**
 * Class type of the target entity
 */
"@type": string
}
/**
 * Represents a detailed description of a recharge operation requested over a bucket (defined by a specific product or reference to a product (i.e.: a commercial id such as an msisidn) and a service type)
 */
export interface TopupBalance {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href: string
/**
 * Date when the deduction was confirmed in the server
 */
confirmationDate?: string
/**
 * Description of the recharge operation
 */
description?: string
/**
 * Indicates if the topup requested is an autotopup (to be processed periodically)
 */
isAutoTopup?: boolean
/**
 * For autotopup indicates the number of occurrences of the period the recharge operation must be executed. If not included then no limit is set to stop the execution of the topup every period
 */
numberOfPeriods?: number
/**
 * Text describing the reason for the action/task
 */
reason?: string
/**
 * For autotopup indicates the periodicity for the recharge operation (monthly, weekly, )
 */
recurringPeriod?: string
/**
 * Date when the deduction request was received in the server
 */
requestedDate?: string
/**
 * Status of the operation
 */
status?: string
/**
 * defines the type of the underlying Balance eg data,voice, any currency eg EUR, USD etc
 */
usageType?: string
/**
 * Identifier for a voucher when the topup can be performed by this means
 */
voucher?: string
amount?: Quantity
bucket?: BucketRef
channel?: ChannelRef
/**
 * A reference to the bucket impacted by the request or the value itself.
 */
impactedBucket?: ImpactedBucket[]
logicalResource?: LogicalResourceRef
partyAccount?: PartyAccountRef
payment?: BalancesPaymentRef
paymentMethod?: PartyRolesPaymentMethodRef
product?: ProductRef
/**
 * Used to provide information about any other entity with relation to the operation
 */
relatedParty?: RelatedParty[]
relatedTopupBalance?: RelatedTopupBalance
requestor?: RelatedParty
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type": string
}
/**
 * Represents a detailed description of a recharge operation requested over a bucket (defined by a specific product or reference to a product (i.e.: a commercial id such as an msisidn) and a service type)
 * Skipped properties: id,href
 */
export interface TopupBalance_Create {
/**
 * Date when the deduction was confirmed in the server
 */
confirmationDate?: string
/**
 * Description of the recharge operation
 */
description?: string
/**
 * Indicates if the topup requested is an autotopup (to be processed periodically)
 */
isAutoTopup?: boolean
/**
 * For autotopup indicates the number of occurrences of the period the recharge operation must be executed. If not included then no limit is set to stop the execution of the topup every period
 */
numberOfPeriods?: number
/**
 * Text describing the reason for the action/task
 */
reason?: string
/**
 * For autotopup indicates the periodicity for the recharge operation (monthly, weekly, )
 */
recurringPeriod?: string
/**
 * Date when the deduction request was received in the server
 */
requestedDate?: string
/**
 * Status of the operation
 */
status?: string
/**
 * defines the type of the underlying Balance eg data,voice, any currency eg EUR, USD etc
 */
usageType?: string
/**
 * Identifier for a voucher when the topup can be performed by this means
 */
voucher?: string
amount: Quantity
bucket?: BucketRef
channel?: ChannelRef
/**
 * A reference to the bucket impacted by the request or the value itself.
 */
impactedBucket?: ImpactedBucket[]
logicalResource?: LogicalResourceRef
partyAccount?: PartyAccountRef
payment?: BalancesPaymentRef
paymentMethod?: PartyRolesPaymentMethodRef
product?: ProductRef
/**
 * Used to provide information about any other entity with relation to the operation
 */
relatedParty?: RelatedParty[]
relatedTopupBalance?: RelatedTopupBalance
requestor?: RelatedParty
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * Represents a detailed description of a recharge operation requested over a bucket (defined by a specific product or reference to a product (i.e.: a commercial id such as an msisidn) and a service type)
 * Skipped properties: id,href
 */
export interface TopupBalance_Update {
/**
 * Date when the deduction was confirmed in the server
 */
confirmationDate?: string
/**
 * Description of the recharge operation
 */
description?: string
/**
 * Indicates if the topup requested is an autotopup (to be processed periodically)
 */
isAutoTopup?: boolean
/**
 * For autotopup indicates the number of occurrences of the period the recharge operation must be executed. If not included then no limit is set to stop the execution of the topup every period
 */
numberOfPeriods?: number
/**
 * Text describing the reason for the action/task
 */
reason?: string
/**
 * For autotopup indicates the periodicity for the recharge operation (monthly, weekly, )
 */
recurringPeriod?: string
/**
 * Date when the deduction request was received in the server
 */
requestedDate?: string
/**
 * Status of the operation
 */
status?: string
/**
 * defines the type of the underlying Balance eg data,voice, any currency eg EUR, USD etc
 */
usageType?: string
/**
 * Identifier for a voucher when the topup can be performed by this means
 */
voucher?: string
amount?: Quantity
bucket?: BucketRef
channel?: ChannelRef
/**
 * A reference to the bucket impacted by the request or the value itself.
 */
impactedBucket?: ImpactedBucket[]
logicalResource?: LogicalResourceRef
partyAccount?: PartyAccountRef
payment?: BalancesPaymentRef
paymentMethod?: PartyRolesPaymentMethodRef
product?: ProductRef
/**
 * Used to provide information about any other entity with relation to the operation
 */
relatedParty?: RelatedParty[]
relatedTopupBalance?: RelatedTopupBalance
requestor?: RelatedParty
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * The TransferBalance resource is a detailed description of credit transfer operation requested between two buckets (reference to products owned by customers and consuming credit when using a service).
 */
export interface TransferBalance {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href: string
/**
 * Date when the deduction was confirmed in the server
 */
confirmationDate?: string
/**
 * Indicates which related party will bear the costs of the transfer. eg originator or receiver
 */
costOwner?: string
/**
 * Description of the recharge operation
 */
description?: string
/**
 * Text describing the reason for the action/task
 */
reason?: string
/**
 * Type of prepay balance bucket (e.g.: roaming-data, data, roaming-voice etc)
 */
receiverBucketUsageType?: string
/**
 * Date when the deduction request was received in the server
 */
requestedDate?: string
/**
 * Status of the operation
 */
status?: string
/**
 * defines the type of the underlying Balance eg data,voice, any currency eg EUR, USD etc
 */
usageType?: string
amount?: Quantity
bucket?: BucketRef
channel?: ChannelRef
/**
 * A reference to the bucket impacted by the request or the value itself.
 */
impactedBucket?: ImpactedBucket[]
logicalResource?: LogicalResourceRef
partyAccount?: PartyAccountRef
product?: ProductRef
receiver?: RelatedParty
receiverBucket?: BucketRef
receiverLogicalResource?: LogicalResourceRef
receiverPartyAccount?: PartyAccountRef
receiverProduct?: ProductRef
/**
 * Used to provide information about any other entity with relation to the operation
 */
relatedParty?: RelatedParty[]
requestor?: RelatedParty
transferCost?: Quantity
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type": string
}
/**
 * The TransferBalance resource is a detailed description of credit transfer operation requested between two buckets (reference to products owned by customers and consuming credit when using a service).
 * Skipped properties: id,href
 */
export interface TransferBalance_Create {
/**
 * Date when the deduction was confirmed in the server
 */
confirmationDate?: string
/**
 * Indicates which related party will bear the costs of the transfer. eg originator or receiver
 */
costOwner?: string
/**
 * Description of the recharge operation
 */
description?: string
/**
 * Text describing the reason for the action/task
 */
reason?: string
/**
 * Type of prepay balance bucket (e.g.: roaming-data, data, roaming-voice etc)
 */
receiverBucketUsageType?: string
/**
 * Date when the deduction request was received in the server
 */
requestedDate?: string
/**
 * Status of the operation
 */
status?: string
/**
 * defines the type of the underlying Balance eg data,voice, any currency eg EUR, USD etc
 */
usageType?: string
amount: Quantity
bucket?: BucketRef
channel?: ChannelRef
/**
 * A reference to the bucket impacted by the request or the value itself.
 */
impactedBucket?: ImpactedBucket[]
logicalResource?: LogicalResourceRef
partyAccount?: PartyAccountRef
product?: ProductRef
receiver?: RelatedParty
receiverBucket?: BucketRef
receiverLogicalResource?: LogicalResourceRef
receiverPartyAccount?: PartyAccountRef
receiverProduct?: ProductRef
/**
 * Used to provide information about any other entity with relation to the operation
 */
relatedParty?: RelatedParty[]
requestor?: RelatedParty
transferCost?: Quantity
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * The TransferBalance resource is a detailed description of credit transfer operation requested between two buckets (reference to products owned by customers and consuming credit when using a service).
 * Skipped properties: id,href
 */
export interface TransferBalance_Update {
/**
 * Date when the deduction was confirmed in the server
 */
confirmationDate?: string
/**
 * Indicates which related party will bear the costs of the transfer. eg originator or receiver
 */
costOwner?: string
/**
 * Description of the recharge operation
 */
description?: string
/**
 * Text describing the reason for the action/task
 */
reason?: string
/**
 * Type of prepay balance bucket (e.g.: roaming-data, data, roaming-voice etc)
 */
receiverBucketUsageType?: string
/**
 * Date when the deduction request was received in the server
 */
requestedDate?: string
/**
 * Status of the operation
 */
status?: string
/**
 * defines the type of the underlying Balance eg data,voice, any currency eg EUR, USD etc
 */
usageType?: string
amount?: Quantity
bucket?: BucketRef
channel?: ChannelRef
/**
 * A reference to the bucket impacted by the request or the value itself.
 */
impactedBucket?: ImpactedBucket[]
logicalResource?: LogicalResourceRef
partyAccount?: PartyAccountRef
product?: ProductRef
receiver?: RelatedParty
receiverBucket?: BucketRef
receiverLogicalResource?: LogicalResourceRef
receiverPartyAccount?: PartyAccountRef
receiverProduct?: ProductRef
/**
 * Used to provide information about any other entity with relation to the operation
 */
relatedParty?: RelatedParty[]
requestor?: RelatedParty
transferCost?: Quantity
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * An occurrence of employing a Product, Service, or Resource for its intended purpose, which is of interest to the business and can have charges applied to it. It is comprised of characteristics, which represent attributes of usage.
 */
export interface Usage {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href: string
/**
 * Description of usage
 */
description?: string
/**
 * Date of usage
 */
usageDate?: string
/**
 * Type of usage
 */
usageType?: string
ratedProductUsage?: RatedProductUsage[]
relatedParty?: RelatedParty[]
status?: UsageStatusType
usageCharacteristic?: UsageCharacteristic[]
usageSpecification?: UsageSpecificationRef
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type": string
}
/**
 * Provides the value of a given characteristic
 */
export interface UsageCharacteristic {
/**
 * Unique identifier of the characteristic
 */
id?: string
/**
 * Name of the characteristic
 */
name: string
/**
 * Data type of the value of the characteristic
 */
valueType?: string
characteristicRelationship?: PartiesCharacteristicRelationship[]
value: Any
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * UsageSpecification reference. UsageSpecification is a detailed description of a usage event that are of interest to the business and can have charges applied to it. It is comprised of characteristics, which define all attributes known for a particular type of usage.
 */
export interface UsageSpecificationRef {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href?: string
/**
 * The name of the usage specification
 */
name?: string
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
/**
 * The actual type of the target instance when needed for disambiguation.
 */
"@referredType"?: string
}
/**
 * A detailed description of a usage event that are of interest to the business and can have charges applied to it. It is comprised of characteristics, which define all attributes known for a particular type of usage.
 */
export interface UsageSpecification {
/**
 * unique identifier
 */
id: string
/**
 * Hyperlink reference
 */
href: string
/**
 * Description of the specification
 */
description?: string
/**
 * isBundle determines whether specification represents a single specification (false), or a bundle of specifications (true).
 */
isBundle?: boolean
/**
 * Date and time of the last update of the specification
 */
lastUpdate?: string
/**
 * Used to indicate the current lifecycle status of this catalog item
 */
lifecycleStatus?: string
/**
 * Name given to the specification
 */
name?: string
/**
 * specification version
 */
version?: string
/**
 * Attachments that may be of relevance to this specification, such as picture, document, media
 */
attachment?: AttachmentRefOrValue[]
/**
 * This is a list of constraint references applied to this specification
 */
constraint?: ConstraintRef[]
/**
 * Relationship to another specification
 */
entitySpecRelationship?: EntitySpecificationRelationship[]
/**
 * Parties who manage or otherwise have an interest in this specification
 */
relatedParty?: RelatedParty[]
/**
 * List of characteristics that the entity can take
 */
specCharacteristic?: CharacteristicSpecification[]
targetEntitySchema?: TargetEntitySchema
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type": string
}
/**
 * A detailed description of a usage event that are of interest to the business and can have charges applied to it. It is comprised of characteristics, which define all attributes known for a particular type of usage.
 * Skipped properties: id,href
 */
export interface UsageSpecification_Create {
/**
 * Description of the specification
 */
description?: string
/**
 * isBundle determines whether specification represents a single specification (false), or a bundle of specifications (true).
 */
isBundle?: boolean
/**
 * Date and time of the last update of the specification
 */
lastUpdate?: string
/**
 * Used to indicate the current lifecycle status of this catalog item
 */
lifecycleStatus?: string
/**
 * Name given to the specification
 */
name?: string
/**
 * specification version
 */
version?: string
/**
 * Attachments that may be of relevance to this specification, such as picture, document, media
 */
attachment?: AttachmentRefOrValue[]
/**
 * This is a list of constraint references applied to this specification
 */
constraint?: ConstraintRef[]
/**
 * Relationship to another specification
 */
entitySpecRelationship?: EntitySpecificationRelationship[]
/**
 * Parties who manage or otherwise have an interest in this specification
 */
relatedParty?: RelatedParty[]
/**
 * List of characteristics that the entity can take
 */
specCharacteristic?: CharacteristicSpecification[]
targetEntitySchema?: TargetEntitySchema
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * A detailed description of a usage event that are of interest to the business and can have charges applied to it. It is comprised of characteristics, which define all attributes known for a particular type of usage.
 * Skipped properties: id,href
 */
export interface UsageSpecification_Update {
/**
 * Description of the specification
 */
description?: string
/**
 * isBundle determines whether specification represents a single specification (false), or a bundle of specifications (true).
 */
isBundle?: boolean
/**
 * Date and time of the last update of the specification
 */
lastUpdate?: string
/**
 * Used to indicate the current lifecycle status of this catalog item
 */
lifecycleStatus?: string
/**
 * Name given to the specification
 */
name?: string
/**
 * specification version
 */
version?: string
/**
 * Attachments that may be of relevance to this specification, such as picture, document, media
 */
attachment?: AttachmentRefOrValue[]
/**
 * This is a list of constraint references applied to this specification
 */
constraint?: ConstraintRef[]
/**
 * Relationship to another specification
 */
entitySpecRelationship?: EntitySpecificationRelationship[]
/**
 * Parties who manage or otherwise have an interest in this specification
 */
relatedParty?: RelatedParty[]
/**
 * List of characteristics that the entity can take
 */
specCharacteristic?: CharacteristicSpecification[]
targetEntitySchema?: TargetEntitySchema
validFor?: TimePeriod
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * An occurrence of employing a Product, Service, or Resource for its intended purpose, which is of interest to the business and can have charges applied to it. It is comprised of characteristics, which represent attributes of usage.
 * Skipped properties: id,href
 */
export interface Usage_Create {
/**
 * Description of usage
 */
description?: string
/**
 * Date of usage
 */
usageDate?: string
/**
 * Type of usage
 */
usageType?: string
ratedProductUsage?: RatedProductUsage[]
relatedParty?: RelatedParty[]
status?: UsageStatusType
usageCharacteristic?: UsageCharacteristic[]
usageSpecification?: UsageSpecificationRef
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
/**
 * An occurrence of employing a Product, Service, or Resource for its intended purpose, which is of interest to the business and can have charges applied to it. It is comprised of characteristics, which represent attributes of usage.
 * Skipped properties: id,href,usageDate
 */
export interface Usage_Update {
/**
 * Description of usage
 */
description?: string
/**
 * Type of usage
 */
usageType?: string
ratedProductUsage?: RatedProductUsage[]
relatedParty?: RelatedParty[]
status?: UsageStatusType
usageCharacteristic?: UsageCharacteristic[]
usageSpecification?: UsageSpecificationRef
/**
 * When sub-classing, this defines the super-class
 */
"@baseType"?: string
/**
 * A URI to a JSON-Schema file that defines additional attributes and relationships
 */
"@schemaLocation"?: string
/**
 * When sub-classing, this defines the sub-class Extensible name
 */
"@type"?: string
}
export interface ValidatePayment {
/**
 * Unique authorization identifier for a specific payment.
 */
authorizationId: string
/**
 * Code received via SMS to validate and authorize a specific payment, only needed when business case requires it. Sending of this code is outside this specification.
 */
code: string
}
export interface WebhookEndpoint {
id: string
href: string
url: string
types?: string[]
description?: string
status: ("enabled" | "disabled")
disabledReason?: ("gone" | "failing" | "asked")
disabledAt?: string
createdAt: string
/**
 * whsec_…; only when it is made
 */
secret?: string
failingSince?: string
lastSuccessAt?: string
lastError?: string
/**
 * The last hundred that were given up; only of one endpoint
 */
deadLetters?: {
eventId: string
type: string
time: string
diedAt: string
}[]
}
export interface WebhookEndpoint_Create {
/**
 * https, of a public host; in a sandbox also http://localhost
 */
url: string
/**
 * Types that are told: payment.captured, payment.*; absent: all
 * 
 * @minItems 1
 * @maxItems 50
 */
types?: string[]
description?: string
}
export interface WebhookEndpoint_Update {
/**
 * https, of a public host; in a sandbox also http://localhost
 */
url?: string
/**
 * null: all
 */
types?: (string[] | null)
description?: (string | null)
/**
 * enabled: try again after it was disabled. What was missed is told by a replay
 */
status?: ("enabled" | "disabled")
/**
 * A new secret, answered once; the one before signs along for 24 hours
 */
rotateSecret?: true
}
/**
 * Problem details (RFC 9457) and an `Error` of TMF630 at once.
 */
export interface Problem {
/**
 * `urn:wildlily:problem:<code>`
 */
type: string
/**
 * The code in words.
 */
title: string
/**
 * Stable, for programs: `invalid-body`, `product-order-not-found`.
 */
code: string
/**
 * As the title, for TMF630.
 */
reason: string
/**
 * As the detail, for TMF630.
 */
message?: string
/**
 * What is wrong and what is allowed, for people.
 */
detail: string
/**
 * Everything that is wrong, at once.
 */
invalidParams?: {
/**
 * Where: `productOrderItem[0].action`.
 */
param: string
/**
 * What came, and what is allowed.
 */
reason: string
}[]
}
