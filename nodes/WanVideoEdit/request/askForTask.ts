import type { IExecuteSingleFunctions, IN8nHttpFullResponse } from 'n8n-workflow';

import { turnToAsk } from '../wait/turnToAsk';
import { readAnswer, type Answer } from './answer';
import { connection } from './connection';
import { networkFault } from './networkFault';
import { readBody } from './readBody';
import { taskQuestion } from './taskQuestion';

/**
 * Asks the service for a task once. It never throws: a question without an answer is a passing fault,
 * because a task that was paid for is not given up for a broken connection.
 */
export async function askForTask(
	context: IExecuteSingleFunctions,
	id: string,
	language?: string,
): Promise<Answer> {
	const answered = await turnToAsk(context.getExecutionCancelSignal());
	try {
		const response = (await context.helpers.httpRequestWithAuthentication.call(
			context,
			'wanVideoEditApi',
			{
				...taskQuestion(id, language),
				...connection(context),
				json: true,
				disableFollowRedirect: true,
				ignoreHttpStatusErrors: true,
				returnFullResponse: true,
			},
		)) as IN8nHttpFullResponse;
		return readAnswer({ ...response, ...(await readBody(response.body)) });
	} catch (error) {
		return { kind: 'passing', status: 0, code: '', reason: networkFault(error).reason };
	} finally {
		answered();
	}
}
