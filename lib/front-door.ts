import { AlbFrontDoor, type AlbFrontDoorOptions } from './alb-front-door.js';
import type { IFrontDoor } from './front-door-binding.js';
import { HttpFrontDoor, type HttpFrontDoorOptions } from './http-front-door.js';

/** The ways into the charging API. */
export const FrontDoor = {
  /** API Gateway on the public internet, with tokens and, on a host name of your own, mutual TLS. */
  httpApi: (options?: HttpFrontDoorOptions): IFrontDoor => new HttpFrontDoor(options),

  /** A load balancer inside a VPC, for networks that are connected privately. */
  alb: (options: AlbFrontDoorOptions): IFrontDoor => new AlbFrontDoor(options),
} as const;
