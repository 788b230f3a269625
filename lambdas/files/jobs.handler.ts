/** `GET /jobs/{jobId}`: how far a file is, and what became of its rows. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { isJobId, JOB_ID_ALLOWED } from '../../domain/files/file-name.js';
import { dynamodb } from '../shared/dynamodb.js';
import { json, problem } from '../shared/problem.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { DynamoDbFileLedger } from './dynamodb-file-ledger.js';
import { viewFile } from './result.js';

const { RECORDS_TABLE } = requiredEnvironment('RECORDS_TABLE');
const ledger = new DynamoDbFileLedger(dynamodb, RECORDS_TABLE);

export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  if (event.routeKey !== 'GET /jobs/{jobId}')
    return problem(404, 'route-not-found', { detail: `${event.routeKey} is not served here` });
  const jobId = event.pathParameters?.['jobId'] ?? '';
  if (!isJobId(jobId)) {
    return problem(400, 'invalid-job-id', {
      invalidParams: [{ param: 'jobId', reason: `got "${jobId}"; allowed: ${JOB_ID_ALLOWED}` }],
    });
  }
  const job = await ledger.getJob(jobId);
  const file = job === undefined ? undefined : await ledger.get(job.fileId);
  if (job === undefined || file === undefined)
    return problem(404, 'job-not-found', { detail: `no file that makes the job ${jobId} has come yet` });
  return json(200, { jobId, submittedAt: job.submittedAt, ...viewFile(file, job) });
}
