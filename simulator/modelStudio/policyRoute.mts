import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { Pace } from '../api/pace.mts';
import type { SimulatorState } from '../state.mts';
import { invalidParameter, ModelStudioError, rateExceeded, refuseUnknownQuery } from './errors.mts';
import { MODEL } from './model.mts';
import { POLICY_PATH } from './paths.mts';
import { newPolicy } from './policies.mts';

/** GET /api/v1/uploads?action=getPolicy&model=… (Model Studio, temporary upload). */
export function policyRoute(app: FastifyInstance, state: SimulatorState): void {
	const pace = new Pace();
	app.get(POLICY_PATH, (request, reply) => {
		const { settings } = state;
		if (!pace.takes(Date.now(), settings.modelStudioPoliciesPerSecond)) throw rateExceeded();
		refuseOtherQuery(request.query as { action?: unknown; model?: unknown });
		const policy = newPolicy(settings);
		state.policies.set(policy.fields.policy, policy);
		const { fields } = policy;
		return reply.send({
			request_id: randomUUID(),
			data: {
				policy: fields.policy,
				signature: fields.Signature,
				upload_dir: policy.uploadDir,
				upload_host: state.filesUrl,
				expire_in_seconds: settings.policyLifetimeMs / 1000,
				max_file_size_mb: settings.maxFileSizeMb,
				oss_access_key_id: fields.OSSAccessKeyId,
				x_oss_object_acl: fields['x-oss-object-acl'],
				x_oss_forbid_overwrite: fields['x-oss-forbid-overwrite'],
			},
		});
	});
}

function refuseOtherQuery(query: { action?: unknown; model?: unknown }): void {
	refuseUnknownQuery(query, ['action', 'model']);
	const { action, model } = query;
	if (action !== 'getPolicy') throw invalidParameter('action must be getPolicy');
	if (model === undefined) throw invalidParameter('model is required');
	if (model !== MODEL) throw new ModelStudioError(404, 'ModelNotFound');
}
