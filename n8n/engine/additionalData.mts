import { Container } from '@n8n/di';
import { ExecutionLifecycleHooks, ExternalSecretsProxy } from 'n8n-core';
import type {
	ICredentialsHelper,
	IWorkflowBase,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
} from 'n8n-workflow';

/**
 * What n8n's server tells the engine about itself and the execution.
 *
 * @param origin the address under which the server is known, without a path
 */
export const additionalData = (
	executionId: string,
	mode: WorkflowExecuteMode,
	workflow: IWorkflowBase,
	credentialsHelper: ICredentialsHelper,
	origin = 'http://127.0.0.1:5678',
): IWorkflowExecuteAdditionalData => ({
	executionId,
	executionTimeoutTimestamp: endOf(workflow),
	credentialsHelper,
	hooks: new ExecutionLifecycleHooks(mode, executionId, workflow),
	currentNodeExecutionIndex: 0,
	variables: {},
	externalSecretsProxy: Container.get(ExternalSecretsProxy),
	instanceBaseUrl: `${origin}/`,
	restApiUrl: `${origin}/rest`,
	formBaseUrl: `${origin}/form`,
	formWaitingBaseUrl: `${origin}/form-waiting`,
	formTestBaseUrl: `${origin}/form-test`,
	webhookBaseUrl: `${origin}/webhook`,
	webhookWaitingBaseUrl: `${origin}/webhook-waiting`,
	webhookTestBaseUrl: `${origin}/webhook-test`,
	mcpBaseUrl: `${origin}/mcp`,
	mcpTestBaseUrl: `${origin}/mcp-test`,
	logAiEvent: () => {},
	executeWorkflow: () => unavailable('sub-workflows'),
	getRunExecutionData: () => unavailable('stored executions'),
	getRuntimeCredential: () => unavailable('runtime credentials'),
	startRunnerTask: () => unavailable('task runners'),
});

/** The end of the workflow's time limit. */
function endOf({ settings: { executionTimeout = -1 } = {} }: IWorkflowBase): number | undefined {
	return executionTimeout > 0 ? Date.now() + executionTimeout * 1000 : undefined;
}

const unavailable = async (what: string): Promise<never> =>
	await Promise.reject(new Error(`The engine without a server has no ${what}`));
