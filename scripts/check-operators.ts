/** check-operators.ts ID...: says what is wrong with the ids that npm start got, before it builds anything. */
import { loadOperators, OperatorFileError } from '../operators/load.js';
import { chooseOperators } from '../local/choose-operators.js';

try {
  const { problems } = chooseOperators(loadOperators(), process.argv.slice(2));
  for (const problem of problems) console.log(problem);
} catch (error) {
  if (!(error instanceof OperatorFileError)) throw error;
  console.log(error.message);
}
