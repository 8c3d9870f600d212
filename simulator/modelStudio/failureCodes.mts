import type { Failure, FailureKind } from '../tasks/failureTexts.mts';

const CODES: Record<Exclude<FailureKind, 'fetchFailed'>, string> = {
	taskFailed: 'InternalError',
	cancelled: 'InternalError',
	expired: 'InternalError',
	html: 'InvalidParameter.DataInspection',
	tooLarge: 'InvalidFile.Size',
	format: 'InvalidFile.Format',
	extension: 'InvalidFile.Format',
	unreadable: 'InvalidFile.Openerror',
	noVideo: 'InvalidFile.Format',
	codec: 'InvalidFile.Format',
	length: 'InvalidFile.Duration',
	pixels: 'InvalidFile.Resolution',
	aspect: 'InvalidFile.AspectRatio',
	durationTooLong: 'InvalidParameter',
};

/** What Model Studio calls the reason why a task failed (Model Studio, errors). */
export function failureCode(failure: Failure): string {
	if (failure.kind === 'custom') return failure.code ?? CODES.taskFailed;
	if (failure.kind !== 'fetchFailed') return CODES[failure.kind];
	const reason = String(failure.values?.reason);
	if (reason.startsWith('no end after')) return 'InvalidURL.Timeout';
	if (reason === 'ECONNREFUSED') return 'InvalidURL.ConnectionRefused';
	return reason.startsWith('HTTP ') ? 'BadRequest.InputDownloadFailed' : 'InvalidURL';
}
