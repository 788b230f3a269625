/** The network between clients and the chargers: late, lost, twice. */
import type { Charger, Outcome } from '../../../lambdas/charging/charger.js';
import type { Simulation } from './simulation.js';

const TIMEOUT_MS = 300;

export type Serve = (charger: Charger) => Promise<Outcome>;

export interface NetworkOptions {
  readonly simulation: Simulation;
  readonly chargers: readonly Charger[];
  readonly violate: (what: string) => void;
  readonly onProgress?: ((requests: number) => void) | undefined;
}

export class Network {
  readonly past: Serve[] = [];
  requests = 0;
  private readonly options: NetworkOptions;

  constructor(options: NetworkOptions) {
    this.options = options;
  }

  /** One attempt over the network: undefined when no answer came in time. */
  send(serve: Serve, hear?: (outcome: Outcome) => void): Promise<Outcome | undefined> {
    const { simulation } = this.options;
    const { random } = simulation;
    return new Promise((resolve) => {
      simulation.after(TIMEOUT_MS, () => resolve(undefined));
      const copies = random.chance(0.05) ? 2 : 1;
      for (let i = 0; i < copies; i++) {
        if (random.chance(0.01)) continue;
        const delay = random.chance(0.02) ? random.below(900) : random.below(10);
        simulation.after(delay, () => {
          void this.serve(serve).then((outcome) => {
            if (outcome === undefined) return;
            hear?.(outcome);
            if (!random.chance(0.01)) simulation.after(1 + random.below(5), () => resolve(outcome));
          });
        });
      }
    });
  }

  private async serve(serve: Serve): Promise<Outcome | undefined> {
    const { simulation, chargers, violate } = this.options;
    this.requests++;
    if (this.requests % 50_000 === 0) this.options.onProgress?.(this.requests);
    try {
      return await serve(simulation.random.pick(chargers));
    } catch (error) {
      if (!(error as Error).message.includes('did not answer')) violate(`thrown: ${(error as Error).stack}`);
      return undefined;
    }
  }

  /** Sends until an answer comes, or the client gives up. */
  async insist(serve: Serve, hear: (outcome: Outcome) => void, tries: number): Promise<Outcome | undefined> {
    if (this.options.simulation.random.chance(0.05)) this.remember(serve);
    for (let i = 0; i < tries; i++) {
      const outcome = await this.send(serve, hear);
      if (outcome !== undefined && (outcome.ok || outcome.problem.status !== 503)) return outcome;
    }
    return undefined;
  }

  private remember(serve: Serve): void {
    this.past.push(serve);
    if (this.past.length > 500) this.past.shift();
  }
}
