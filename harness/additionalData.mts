import { Container } from '@n8n/di';
import { ExecutionLifecycleHooks, ExternalSecretsProxy } from 'n8n-core';
import type {
	ICredentialsHelper,
	IWorkflowBase,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
} from 'n8n-workflow';

const ORIGIN = 'http://127.0.0.1:5678';

/** What n8n's server tells the engine about itself and the execution. */
export const additionalData = (
	executionId: string,
	mode: WorkflowExecuteMode,
	workflow: IWorkflowBase,
	credentialsHelper: ICredentialsHelper,
): IWorkflowExecuteAdditionalData => ({
	executionId,
	credentialsHelper,
	hooks: new ExecutionLifecycleHooks(mode, executionId, workflow),
	currentNodeExecutionIndex: 0,
	variables: {},
	externalSecretsProxy: Container.get(ExternalSecretsProxy),
	instanceBaseUrl: `${ORIGIN}/`,
	restApiUrl: `${ORIGIN}/rest`,
	formBaseUrl: `${ORIGIN}/form`,
	formWaitingBaseUrl: `${ORIGIN}/form-waiting`,
	formTestBaseUrl: `${ORIGIN}/form-test`,
	webhookBaseUrl: `${ORIGIN}/webhook`,
	webhookWaitingBaseUrl: `${ORIGIN}/webhook-waiting`,
	webhookTestBaseUrl: `${ORIGIN}/webhook-test`,
	mcpBaseUrl: `${ORIGIN}/mcp`,
	mcpTestBaseUrl: `${ORIGIN}/mcp-test`,
	logAiEvent: () => {},
	executeWorkflow: () => unavailable('sub-workflows'),
	getRunExecutionData: () => unavailable('stored executions'),
	getRuntimeCredential: () => unavailable('runtime credentials'),
	startRunnerTask: () => unavailable('task runners'),
});

const unavailable = async (what: string): Promise<never> =>
	await Promise.reject(new Error(`The engine without a server has no ${what}`));
