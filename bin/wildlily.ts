import { App } from 'aws-cdk-lib';
import { OperatorStage, operatorId, SANDBOX } from '../lib/index.js';
import { loadOperators, OperatorFileError } from '../operators/load.js';

try {
  const operators = loadOperators();
  const app = new App();
  const flag: unknown = app.node.tryGetContext(SANDBOX);
  const sandbox = flag === true || flag === 'true';
  for (const operator of operators) {
    new OperatorStage(app, operatorId(operator), { operator, sandbox });
  }
} catch (error) {
  if (!(error instanceof OperatorFileError)) throw error;
  // Why without a stack: the tenant has to mend the file, not this program.
  console.error(error.message);
  process.exitCode = 1;
}
