import { describe, expect, test } from '@jest/globals';

import {
	deletedTooSoon,
	fileNotUploaded,
	linkNotServed,
	noImageFiles,
	noLinksFromMemory,
	privateInstance,
} from '../../../nodes/WanVideoEdit/errors/sourceProblems';
import type { Cause, Fault } from '../../../nodes/WanVideoEdit/service/fault';

const faultOf = (cause: Cause, reason: string): Fault => ({
	cause,
	reason,
	status: 403,
	isTransient: false,
	isRepeatable: false,
});

describe('a file that was not uploaded', () => {
	const NEXT: Array<[Cause, string]> = [
		['badKey', 'Check the key in the credential, and that it belongs to the chosen service.'],
		['noBalance', 'Top up at the service; the API key is fine.'],
		['billDue', 'Settle the bill in the account at the service; the API key is fine.'],
		['quotaUsedUp', 'Get more quota at the service.'],
		['notAllowed', 'Check the models, IP addresses and quota of the key at the service.'],
		['notActivated', 'Activate Wan2.7-VideoEdit in the console of the service'],
		['wrongRegion', 'Choose the service in the region of the API key.'],
		['notFound', 'Check Service and Base URL in the credential.'],
		['redirect', 'Check Service and Base URL in the credential.'],
		['noAnswer', 'Check the network between n8n and the service, and run the node again.'],
		['serviceFailed', 'Run the node again in a minute.'],
		['tooManyRequests', 'Run the node again in a minute.'],
		['noResult', 'Run the node again in a minute.'],
	];

	test.each(NEXT)('%s', (cause, next) => {
		const video = fileNotUploaded('video', 'Input Binary Field "data"', faultOf(cause, 'no'));
		expect(video.message).toBe('The video in Input Binary Field "data" could not be uploaded (no)');
		expect(video.description).toContain(next);
		expect(video.description).toMatch(/ Or put the address of the video into Video URL\.$/);
		expect(video).toMatchObject({ billing: 'no', httpStatus: 403 });

		const image = fileNotUploaded('reference image', 'x', faultOf(cause, 'no'));
		expect(image.message).toBe('The reference image in x could not be uploaded (no)');
		expect(image.description).toContain(next);
		expect(image.description).toMatch(
			/ Or put the address of the image into Reference Image URLs\.$/,
		);
	});

	test('too large', () => {
		const fault = faultOf('tooLarge', 'up to 10 MB');
		expect(fileNotUploaded('video', 'x', fault).description).toContain('Make the video smaller.');
		expect(fileNotUploaded('reference image', 'x', fault).description).toContain(
			'Make the image smaller.',
		);
	});

	test('by a service that takes none', () => {
		const { message, description } = noImageFiles(faultOf('notFound', 'HTTP 404'));
		expect(message).toBe('This service does not accept image files');
		expect(description).toContain('Reference Image URLs');
	});
});

test.each([
	['its address is private', privateInstance('http://localhost:5678')],
	['its link leads elsewhere', linkNotServed('n8n.example.com', 404)],
	['it has files in memory', noLinksFromMemory('Input Binary Field "data"')],
	['it deletes them at once', deletedTooSoon()],
])(
	'an n8n that cannot give a link (%s) is told of the service that needs none',
	(_why, problem) => {
		expect(problem.description).toContain(
			'use a service that takes the file itself, wherever this n8n is, such as Alibaba Cloud Model Studio.',
		);
		expect(problem.description).toContain('set Video Source to "URL"');
	},
);
