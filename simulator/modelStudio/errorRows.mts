/** An error of Model Studio, as an answer to a request. */
export interface ErrorRow {
	/** The HTTP status. */
	status: number;
	code: string;
	message: string;
}

const row = (status: number, code: string, message: string): ErrorRow => ({
	status,
	code,
	message,
});

/**
 * Every error of the reference's table (Model Studio, errors). The first one with a status is the
 * plausible one for that status. Those with 400 and 500 are also reasons of failed tasks.
 */
export const ERROR_ROWS: readonly ErrorRow[] = [
	row(
		400,
		'InvalidParameter',
		'Required parameter is missing or invalid, please check the request parameters.',
	),
	row(
		400,
		'InvalidParameter.DataInspection',
		'Unable to download the media resource during the data inspection process.',
	),
	row(400, 'InvalidURL', 'Required URL is missing or invalid, please check the request URL.'),
	row(
		400,
		'InvalidURL.Timeout',
		'Download the media resource timed out during the data inspection process.',
	),
	row(400, 'InvalidURL.ConnectionRefused', 'Connection to the media resource was refused.'),
	row(400, 'BadRequest.InputDownloadFailed', 'Failed to download the input file.'),
	row(400, 'DataInspectionFailed', 'Input data may contain inappropriate content.'),
	row(
		400,
		'IPInfringementSuspect',
		'Input data is suspected of being involved in IP infringement.',
	),
	row(400, 'InvalidFile.Duration', 'Invalid file duration.'),
	row(400, 'InvalidFile.Size', 'Invalid file size.'),
	row(400, 'InvalidFile.Resolution', 'Invalid file resolution.'),
	row(400, 'InvalidFile.FPS', 'Invalid file fps.'),
	row(400, 'InvalidFile.Format', 'Invalid file format.'),
	row(400, 'InvalidFile.AspectRatio', 'Invalid file aspect ratio.'),
	row(400, 'InvalidFile.Openerror', 'Invalid file, cannot open file as video.'),
	row(400, 'Arrearage', 'Access denied, please make sure your account is in good standing.'),
	row(
		400,
		'UnsupportedOperation',
		'Failed to cancel the task, please confirm if the task is in PENDING status.',
	),
	row(401, 'InvalidApiKey', 'Invalid API-key provided.'),
	row(403, 'AccessDenied', 'current user api does not support synchronous calls.'),
	row(
		403,
		'AccessDenied.Unpurchased',
		'Access to model denied. Please make sure you are eligible for using the model.',
	),
	row(403, 'Model.AccessDenied', 'Model access denied.'),
	row(403, 'Workspace.AccessDenied', 'Workspace access denied.'),
	row(403, 'AllocationQuota.FreeTierOnly', 'The free tier of the model has been exhausted.'),
	row(404, 'ModelNotFound', 'Model not exist.'),
	row(404, 'WorkSpaceNotFound', 'WorkSpace can not be found.'),
	row(429, 'Throttling.RateQuota', 'Requests rate limit exceeded, please try again later.'),
	row(429, 'Throttling', 'Requests throttling triggered.'),
	row(429, 'Throttling.BurstRate', 'Request rate increased too quickly.'),
	row(
		429,
		'Throttling.AllocationQuota',
		'Allocated quota exceeded, please increase your quota limit.',
	),
	row(429, 'CommodityNotPurchased', 'Commodity has not purchased yet.'),
	row(429, 'PrepaidBillOverdue', 'The prepaid bill is overdue.'),
	row(429, 'PostpaidBillOverdue', 'The postpaid bill is overdue.'),
	row(
		500,
		'InternalError',
		'An internal error has occured, please try again later or contact service support.',
	),
	row(500, 'InternalError.Timeout', 'An internal timeout error has occured during execution.'),
];

/** What moderation says of a task: `output.message` beside `output.code` DataInspectionFailed (Model Studio, errors). */
export const MODERATION_MESSAGES: readonly string[] = [
	'Green net check failed for text (input): inappropriate content',
	'Green net check failed for image (input): inappropriate content',
	'Green net check failed for output video: inappropriate content',
];

/** The message that goes with a code. */
export function messageOf(code: string): string {
	return ERROR_ROWS.find((known) => known.code === code)?.message ?? code;
}
