/** A process of its own: the local DynamoDB with a service time before each answer. Prints its endpoint. */
import { createServer, request } from 'node:http';
import { startLocalDynamoDb } from '../local/dynamodb/index.js';

async function main(): Promise<void> {
  const serviceMs = Number(process.argv[2] ?? 2);
  const inner = new URL((await startLocalDynamoDb()).endpoint);
  const server = createServer((incoming, outgoing) => {
    setTimeout(() => {
      const forward = request(
        {
          host: inner.hostname,
          port: inner.port,
          method: incoming.method,
          path: incoming.url,
          headers: incoming.headers,
        },
        (answer) => {
          outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(outgoing);
        },
      );
      forward.on('error', () => outgoing.destroy());
      incoming.pipe(forward);
    }, serviceMs);
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    process.stdout.write(`http://127.0.0.1:${address.port}\n`);
  });
  process.on('disconnect', () => process.exit(0));
}

void main();
