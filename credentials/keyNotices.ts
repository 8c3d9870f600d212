import type { INodeProperties } from 'n8n-workflow';

import { API_STYLES, CUSTOM_SERVICE, SERVICES } from './services';

type Shown = NonNullable<NonNullable<INodeProperties['displayOptions']>['show']>;

const notice = (text: string, show: Shown): INodeProperties => ({
	displayName: text,
	name: 'keyNotice',
	type: 'notice',
	default: '',
	displayOptions: { show },
});

const link = (url: string) =>
	`<a href="${url}" target="_blank">${url.slice('https://'.length)}</a>`;

/** The pages of the listed services that have such an API, each with its region. */
const pagesOf = (api: string) =>
	SERVICES.filter(({ style }) => style === api)
		.map(({ name, keyPage }) => `${link(keyPage)} (${name.replace(/.*\(|\)/g, '')})`)
		.join(' or ');

/** For each service a line about where its keys are made and what they look like; the editor shows that of the chosen one. */
export const keyNotices: INodeProperties[] = [
	...SERVICES.map(({ address, keyPage, aboutKeys }) =>
		notice(aboutKeys.replace('{page}', link(keyPage)), { service: [address] }),
	),
	...Object.entries(API_STYLES).map(([style, { aboutKeys }]) =>
		notice(aboutKeys.replace('{pages}', pagesOf(style)), {
			service: [CUSTOM_SERVICE],
			apiStyle: [style],
		}),
	),
];
